using Microsoft.Extensions.Configuration;
using Vql.AppHost.Resources;

namespace Vql.AppHost.Topologies;

/// <summary>What the hosts have in common: endpoints, probes and replicas.</summary>
internal static class HostExtensions
{
    private const int MaxReplicas = 16;

    /// <summary>
    /// Adds the HTTP endpoint. One process has no proxy before it: a proxy accepts connections for a process that is gone, and hides
    /// that another program has the port. Replicas need the proxy, which distributes requests over them.
    /// </summary>
    /// <param name="builder">The host.</param>
    /// <param name="port">The port; null for any free one.</param>
    /// <param name="replicas">The number of processes.</param>
    public static IResourceBuilder<T> WithHostEndpoint<T>(this IResourceBuilder<T> builder, int? port = null, int replicas = 1)
        where T : IResourceWithEndpoints, IResourceWithEnvironment
    {
        if (replicas > 1 || !builder.ApplicationBuilder.ExecutionContext.IsRunMode)
        {
            return builder.WithHttpEndpoint(port: port);
        }

        builder.WithHttpEndpoint(port: port ?? EmbeddedPostgres.FreePort.Find(), isProxied: false);
        // Aspire does this for projects.
        return builder.Resource is ProjectResource ? builder : builder.WithEnvironment("ASPNETCORE_URLS", builder.GetEndpoint("http"));
    }

    /// <summary>Adds the probes that an orchestrator calls. On a developer's machine the readiness probe is the health check.</summary>
    public static IResourceBuilder<T> WithHostProbes<T>(this IResourceBuilder<T> builder, string liveness, string readiness)
        where T : IResourceWithEndpoints, IResourceWithProbes
    {
        if (builder.ApplicationBuilder.ExecutionContext.IsRunMode)
        {
            return builder.WithHttpReadinessCheck(readiness);
        }

        // Each probe is a health check as well, and Aspire rejects two checks of the same path.
        return (liveness == readiness ? builder : builder.WithHttpProbe(ProbeType.Liveness, liveness))
            .WithHttpProbe(ProbeType.Readiness, readiness);
    }

    /// <summary>Returns the number of processes that <c>Replicas:NAME</c> asks for; 1 by default.</summary>
    /// <exception cref="DistributedApplicationException">It is not a number from 1 to 16.</exception>
    public static int ReplicasOf(this IDistributedApplicationBuilder builder, string name)
    {
        var key = $"Replicas:{name}";
        return builder.Configuration[key] is not { Length: > 0 } value ? 1
            : int.TryParse(value, out var replicas) && replicas is >= 1 and <= MaxReplicas ? replicas
            : throw new DistributedApplicationException($"'{key}' must be a number from 1 to {MaxReplicas}, not '{value}'.");
    }
}
