using System.Text;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Vql.Testing.Files;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.AppHost;

/// <summary>Describes an application model as text: resources, endpoints, arguments, environment, waits and commands.</summary>
internal static partial class ModelDescription
{
    /// <summary>Builds the application model for the arguments of the AppHost and describes it.</summary>
    public static async Task<string> OfAsync(string[] arguments, CancellationToken cancellationToken)
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Vql_AppHost>(
            arguments, cancellationToken);
        await using var app = await builder.BuildAsync(cancellationToken);
        var text = new StringBuilder();
        foreach (var resource in builder.Resources.Where(resource => !resource.Name.EndsWith("-rebuilder", StringComparison.Ordinal)))
        {
            await DescribeAsync(text, resource, builder.ExecutionContext, cancellationToken);
        }

        return Normalize(text.ToString());
    }

    private static async Task DescribeAsync(
        StringBuilder text, IResource resource, DistributedApplicationExecutionContext context, CancellationToken cancellationToken)
    {
        text.AppendLine($"{resource.Name} ({resource.GetType().Name})");
        if (resource is IResourceWithParent child)
        {
            text.AppendLine($"  parent: {child.Parent.Name}");
        }

        if (resource.TryGetLastAnnotation<ContainerImageAnnotation>(out var image))
        {
            text.AppendLine($"  image: {image.Registry}/{image.Image}:{image.Tag}");
        }

        foreach (var mount in resource.Annotations.OfType<ContainerMountAnnotation>())
        {
            text.AppendLine($"  volume: {mount.Source} at {mount.Target}");
        }

        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            var traits = (endpoint.IsProxied ? " proxied" : "") + (endpoint.IsExternal ? " external" : "");
            text.AppendLine($"  endpoint: {endpoint.Name} {endpoint.UriScheme}{traits}");
        }

#pragma warning disable ASPIREMCP001 // The announcement is experimental.
        if (resource.TryGetLastAnnotation<McpServerEndpointAnnotation>(out _))
        {
            text.AppendLine("  Model Context Protocol");
        }
#pragma warning restore ASPIREMCP001

        foreach (var wait in resource.Annotations.OfType<WaitAnnotation>())
        {
            text.AppendLine($"  waits: {wait.WaitType} {wait.Resource.Name}");
        }

        if (resource is IResourceWithConnectionString connection)
        {
            text.AppendLine($"  connection string: {connection.ConnectionStringExpression.ValueExpression}");
        }

        foreach (var argument in await ArgumentsAsync(resource, context, cancellationToken))
        {
            text.AppendLine($"  argument: {argument}");
        }

        foreach (var (name, value) in await EnvironmentAsync(resource, context, cancellationToken))
        {
            text.AppendLine($"  {name}={value}");
        }

        foreach (var health in resource.Annotations.OfType<HealthCheckAnnotation>())
        {
            text.AppendLine($"  health: {health.Key}");
        }
    }

    private static async Task<IEnumerable<string>> ArgumentsAsync(
        IResource resource, DistributedApplicationExecutionContext context, CancellationToken cancellationToken)
    {
        var arguments = new List<object>();
        foreach (var callback in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await callback.Callback(
                new CommandLineArgsCallbackContext(arguments, resource, cancellationToken) { ExecutionContext = context });
        }

        return arguments.Select(Text);
    }

    // Only variables of the model itself. Aspire adds those for telemetry and of the launch profile.
    private static async Task<IEnumerable<(string Name, string Value)>> EnvironmentAsync(
        IResource resource, DistributedApplicationExecutionContext context, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, object>();
        foreach (var callback in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await callback.Callback(new EnvironmentCallbackContext(context, resource, variables, cancellationToken));
        }

        return variables.Where(variable => !OfAspire().IsMatch(variable.Key)).OrderBy(variable => variable.Key, StringComparer.Ordinal)
            .Select(variable => (variable.Key, Text(variable.Value)));
    }

    private static string Text(object value) => value is IManifestExpressionProvider expression ? expression.ValueExpression : $"{value}";

    private static string Normalize(string text)
    {
        text = text.Replace(Repository.Root, "REPOSITORY", StringComparison.Ordinal).Replace('\\', '/');
        return Configuration().Replace(Numbers().Replace(text, "PORT"), "/bin/CONFIGURATION/").ReplaceLineEndings("\n");
    }

    [GeneratedRegex("^(OTEL_|LOGGING__|DOTNET_|ASPNETCORE_FORWARDED|ASPNETCORE_HTTPS_PORT|SSL_CERT|HTTP_PORTS)")]
    private static partial Regex OfAspire();

    // Ports of single processes are chosen at the start.
    [GeneratedRegex(@"(?<=--port\n  argument: )\d+")]
    private static partial Regex Numbers();

    [GeneratedRegex("/bin/(Debug|Release)/")]
    private static partial Regex Configuration();
}
