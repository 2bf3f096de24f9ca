using Microsoft.Extensions.Configuration;
using Vql.AppHost.Resources;

namespace Vql.AppHost.Topologies;

/// <summary>Adds the endpoints, probes, and replicas of hosts.</summary>
internal static class HostExtensions
{
    private const int MaxReplicas = 16;

    /// <summary>
    /// Adds the HTTP endpoint. A single process has no proxy: a proxy accepts connections for a process that is not
    /// running, and hides that another program uses the port. Replicas need the proxy, which distributes requests to
    /// them.
    /// </summary>
    /// <param name="builder">The host.</param>
    /// <param name="port">The port. Null for a free port.</param>
    /// <param name="replicas">The number of processes.</param>
    public static IResourceBuilder<T> WithHostEndpoint<T>(this IResourceBuilder<T> builder, int? port = null, int replicas = 1)
        where T : IResourceWithEndpoints, IResourceWithEnvironment
    {
        if (replicas > 1 || !builder.ApplicationBuilder.ExecutionContext.IsRunMode)
        {
            return builder.WithHttpEndpoint(port: port);
        }

        builder.WithHttpEndpoint(port: port ?? EmbeddedPostgres.FreePort.Find(), isProxied: false);
        // Aspire sets this variable for projects only.
        return builder.Resource is ProjectResource ? builder : builder.WithEnvironment("ASPNETCORE_URLS", builder.GetEndpoint("http"));
    }

    /// <summary>
    /// Adds liveness and readiness probes for an orchestrator. On a developer machine, the readiness probe is the
    /// health check.
    /// </summary>
    public static IResourceBuilder<T> WithHostProbes<T>(this IResourceBuilder<T> builder, string liveness, string readiness)
        where T : IResourceWithEndpoints, IResourceWithProbes
    {
        if (builder.ApplicationBuilder.ExecutionContext.IsRunMode)
        {
            return builder.WithHttpReadinessCheck(readiness);
        }

        // Each probe is also a health check, and Aspire rejects two checks of the same path.
        return (liveness == readiness ? builder : builder.WithHttpProbe(ProbeType.Liveness, liveness))
            .WithHttpProbe(ProbeType.Readiness, readiness);
    }

    /// <summary>Returns the number of processes in <c>Replicas:NAME</c>. Default: 1.</summary>
    /// <exception cref="DistributedApplicationException">The value is not a number from 1 to 16.</exception>
    public static int ReplicasOf(this IDistributedApplicationBuilder builder, string name)
    {
        var key = $"Replicas:{name}";
        return builder.Configuration[key] is not { Length: > 0 } value ? 1
            : int.TryParse(value, out var replicas) && replicas is >= 1 and <= MaxReplicas ? replicas
            : throw new DistributedApplicationException($"'{key}' must be a number from 1 to {MaxReplicas}, not '{value}'.");
    }
}
