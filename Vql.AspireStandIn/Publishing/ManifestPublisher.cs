using System.Text.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Publishing;

/// <summary>Writes the manifest that deployment tools read, and ends.</summary>
internal sealed class ManifestPublisher(
    IReadOnlyList<IResource> resources, DistributedApplicationExecutionContext context, IConfiguration configuration, IHostApplicationLifetime lifetime)
    : IHostedService
{
    public const string Name = "manifest";

    private const string Schema = "https://json.schemastore.org/aspire-8.0.json";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var path = configuration["output-path"] ?? "aspire-manifest.json";
        path = Path.GetFullPath(path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? path : Path.Combine(path, "aspire-manifest.json"));
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(path)!).FullName;
        var described = new JsonObject();
        foreach (var resource in resources.Where(resource => !resource.Annotations.OfType<ManifestExclusionAnnotation>().Any()))
        {
            described[resource.Name] = await DescribeAsync(resource, folder, cancellationToken);
        }

        var manifest = new JsonObject { ["$schema"] = Schema, ["resources"] = described };
        await File.WriteAllTextAsync(path, manifest.ToJsonString(Indented) + "\n", cancellationToken);
        await Console.Out.WriteLineAsync($"manifest written to {path}");
        lifetime.StopApplication();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<JsonObject> DescribeAsync(IResource resource, string folder, CancellationToken cancellationToken)
    {
        switch (resource)
        {
            case ParameterResource parameter:
                return new JsonObject
                {
                    ["type"] = "parameter.v0",
                    ["value"] = $"{{{parameter.Name}.inputs.value}}",
                    ["inputs"] = new JsonObject { ["value"] = Input(parameter) },
                };
            case PostgresDatabaseResource or ConnectionStringResource:
                return new JsonObject
                {
                    ["type"] = "value.v0",
                    ["connectionString"] = ((IResourceWithConnectionString)resource).ConnectionStringExpression.ValueExpression,
                };
            case ProjectResource:
                return await WithProcessAsync(resource, new JsonObject
                {
                    ["type"] = "project.v0",
                    ["path"] = Relative(folder, resource.Annotations.OfType<ProjectAnnotation>().Last().Metadata.ProjectPath),
                }, cancellationToken);
            case ExecutableResource executable:
                return await WithProcessAsync(resource, new JsonObject
                {
                    ["type"] = "executable.v0",
                    ["workingDirectory"] = Relative(folder, executable.WorkingDirectory),
                    ["command"] = executable.Command,
                }, cancellationToken);
            default:
                return await WithProcessAsync(resource, Container(resource, folder), cancellationToken);
        }
    }

    private static JsonObject Input(ParameterResource parameter)
    {
        var input = new JsonObject { ["type"] = "string" };
        if (parameter.Secret)
        {
            input["secret"] = true;
        }

        return input;
    }

    private static JsonObject Container(IResource resource, string folder)
    {
        var described = new JsonObject { ["type"] = "container.v0" };
        if (resource is IResourceWithConnectionString connected)
        {
            described["connectionString"] = connected.ConnectionStringExpression.ValueExpression;
        }

        if (resource.Annotations.OfType<DockerfileAnnotation>().LastOrDefault() is { } dockerfile)
        {
            described["type"] = "container.v1";
            described["build"] = new JsonObject
            {
                ["context"] = Relative(folder, dockerfile.ContextPath),
                ["dockerfile"] = Relative(folder, dockerfile.DockerfilePath),
            };
        }
        else
        {
            var image = resource.Annotations.OfType<ImageAnnotation>().Last();
            described["image"] = $"{image.Image}:{image.Tag}";
        }

        var volumes = new JsonArray([.. resource.Annotations.OfType<MountAnnotation>().Select(mount => new JsonObject
        {
            ["name"] = mount.Source,
            ["target"] = mount.Target,
            ["readOnly"] = mount.IsReadOnly,
        })]);
        if (volumes.Count > 0)
        {
            described["volumes"] = volumes;
        }

        return described;
    }

    private async Task<JsonObject> WithProcessAsync(IResource resource, JsonObject described, CancellationToken cancellationToken)
    {
        var arguments = resource.Annotations.OfType<ArgumentsAnnotation>().SelectMany(annotation => annotation.Arguments).ToList();
        if (arguments.Count > 0)
        {
            described["args"] = new JsonArray([.. arguments.Select(argument => JsonValue.Create(Expression(argument)))]);
        }

        var endpoints = resource.Annotations.OfType<EndpointAnnotation>().ToList();
        var values = new Dictionary<string, object>();
        if (resource is ProjectResource && endpoints.Find(endpoint => endpoint.UriScheme == "http") is { } http)
        {
            values["HTTP_PORTS"] = $"{{{resource.Name}.bindings.{http.Name}.targetPort}}";
            values["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true";
        }

        var callback = new EnvironmentCallbackContext(context, values, cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentAnnotation>())
        {
            await annotation.Callback(callback);
        }

        if (values.Count > 0)
        {
            described["env"] = new JsonObject(values.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)Expression(value.Value))));
        }

        if (endpoints.Count > 0)
        {
            described["bindings"] = new JsonObject(endpoints.Select(endpoint => KeyValuePair.Create(endpoint.Name, (JsonNode?)Binding(resource, endpoint))));
        }

        return described;
    }

    private static JsonObject Binding(IResource resource, EndpointAnnotation endpoint)
    {
        var binding = new JsonObject
        {
            ["scheme"] = endpoint.UriScheme,
            ["protocol"] = "tcp",
            ["transport"] = endpoint.UriScheme is "http" or "https" ? "http" : "tcp",
        };
        if (resource is not ProjectResource && endpoint.TargetPort is { } target)
        {
            binding["targetPort"] = target;
        }

        if (endpoint.IsExternal)
        {
            binding["external"] = true;
        }

        return binding;
    }

    private static string Expression(object value) =>
        value is IManifestExpressionProvider provider ? provider.ValueExpression : value.ToString() ?? "";

    private static string Relative(string folder, string path) => Path.GetRelativePath(folder, path).Replace('\\', '/');
}
