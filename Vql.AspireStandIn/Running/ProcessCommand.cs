using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Running;

/// <summary>How a resource's process is started.</summary>
/// <param name="File">The program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="WorkingDirectory">Where it runs.</param>
/// <param name="Environment">Variables beside those of the AppHost.</param>
internal sealed record ProcessCommand(
    string File, IReadOnlyList<string> Arguments, string WorkingDirectory, IReadOnlyDictionary<string, string> Environment)
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Variables of the AppHost that say something of itself only.</summary>
    public static IReadOnlyList<string> NotInherited { get; } =
        ["ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "DOTNET_LAUNCH_PROFILE"];

    /// <summary>Finds out all of it; references must have their values by now.</summary>
    public static async Task<ProcessCommand> OfAsync(
        IResource resource, DistributedApplicationExecutionContext context, IConfiguration configuration, CancellationToken cancellationToken)
    {
        var arguments = new List<string>();
        foreach (var argument in resource.Annotations.OfType<ArgumentsAnnotation>().SelectMany(annotation => annotation.Arguments))
        {
            arguments.Add(await TextAsync(argument, cancellationToken));
        }

        var environment = await EnvironmentAsync(resource, context, configuration, cancellationToken);
        return resource is ExecutableResource executable
            ? new ProcessCommand(executable.Command, arguments, executable.WorkingDirectory, environment)
            : OfProject(resource.Annotations.OfType<ProjectAnnotation>().Last().Metadata, arguments, environment);
    }

    // The build's output where it is known: `dotnet run` would evaluate the project again at every start.
    private static ProcessCommand OfProject(IProjectMetadata metadata, List<string> arguments, Dictionary<string, string> environment)
    {
        var folder = Path.GetDirectoryName(metadata.ProjectPath)!;
        return metadata is IProjectOutput output
            ? new ProcessCommand("dotnet", [output.TargetPath, .. arguments], folder, environment)
            : new ProcessCommand("dotnet", ["run", "--project", metadata.ProjectPath, "--no-launch-profile", "--", .. arguments], folder, environment);
    }

    private static async Task<Dictionary<string, string>> EnvironmentAsync(
        IResource resource, DistributedApplicationExecutionContext context, IConfiguration configuration, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, object>();
        AddEndpoints(resource, values);
        if (resource is ProjectResource)
        {
            AddTelemetry(resource, configuration, values);
        }

        var callback = new EnvironmentCallbackContext(context, values, cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentAnnotation>())
        {
            await annotation.Callback(callback);
        }

        var environment = new Dictionary<string, string>();
        foreach (var (name, value) in values)
        {
            environment[name] = await TextAsync(value, cancellationToken);
        }

        return environment;
    }

    private static void AddEndpoints(IResource resource, Dictionary<string, object> values)
    {
        var endpoints = resource.Annotations.OfType<EndpointAnnotation>().ToList();
        foreach (var endpoint in endpoints.Where(endpoint => endpoint.EnvironmentVariable is not null))
        {
            values[endpoint.EnvironmentVariable!] = endpoint.AllocatedPort!.Value.ToString(CultureInfo.InvariantCulture);
        }

        var urls = endpoints.Where(endpoint => endpoint.UriScheme is "http" or "https")
            .Select(endpoint => string.Create(CultureInfo.InvariantCulture, $"{endpoint.UriScheme}://localhost:{endpoint.AllocatedPort}")).ToList();
        if (resource is ProjectResource && urls.Count > 0)
        {
            values["ASPNETCORE_URLS"] = string.Join(';', urls);
        }
    }

    private static void AddTelemetry(IResource resource, IConfiguration configuration, Dictionary<string, object> values)
    {
        values["OTEL_SERVICE_NAME"] = resource.Name;
        values["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={Guid.NewGuid().ToString("N")[..8]}";
        values["LOGGING__CONSOLE__FORMATTERNAME"] = "simple";
        values["LOGGING__CONSOLE__FORMATTEROPTIONS__SINGLELINE"] = "true";
        // Aspire's own dashboard is not here; a collector may be.
        if (configuration[OtlpEndpoint] is { Length: > 0 } endpoint)
        {
            values[OtlpEndpoint] = endpoint;
        }
    }

    private static async ValueTask<string> TextAsync(object value, CancellationToken cancellationToken) =>
        value is IValueProvider provider ? await provider.GetValueAsync(cancellationToken) ?? "" : value.ToString() ?? "";
}

/// <summary>A project whose build output is known.</summary>
public interface IProjectOutput
{
    /// <summary>The path of its assembly.</summary>
    string TargetPath { get; }
}
