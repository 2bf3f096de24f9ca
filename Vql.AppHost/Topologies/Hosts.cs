using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Vql.AppHost.Commands;
using Vql.AppHost.Stack;

namespace Vql.AppHost.Topologies;

/// <summary>The projects on top of the stores.</summary>
internal static class Hosts
{
    private const int ApiPort = 5080;
    private const int ConnectraPort = 8000;
    private const string KeyName = "connectra-key";
    private const int KeyBytes = 24;

    /// <summary>The search service as a process.</summary>
    public static Connectra AddConnectraProject(this IDistributedApplicationBuilder builder, Stores stores)
    {
        var key = builder.AddConnectraKey();
        var service = builder.AddProject<Projects.Vql_Connectra>(Connectra.Name)
            .WithHttpEndpoint()
            .WithEnvironment("API_KEY", key)
            .UsesDatabase(stores)
            .UsesSearch(stores)
            .WithHttpHealthCheck("/alive")
            .Reported("http");
        return new Connectra(service.GetEndpoint("http"), key);
    }

    /// <summary>The search service as a container: of its own Dockerfile, or the image that <c>Connectra:Image</c> names.</summary>
    public static Connectra AddConnectraContainer(this IDistributedApplicationBuilder builder, Stores stores)
    {
        var key = builder.AddConnectraKey();
        var image = builder.Configuration["Connectra:Image"];
        var container = string.IsNullOrWhiteSpace(image)
            ? builder.AddDockerfile(Connectra.Name, "..", "Vql.Connectra/Dockerfile")
            : builder.AddContainer(Connectra.Name, ImageName.Repository(image), ImageName.Tag(image));
        container
            .WithHttpEndpoint(targetPort: ConnectraPort)
            .WithEnvironment("RUN_COMMAND", "api-server")
            .WithEnvironment("API_KEY", key)
            .UsesDatabase(stores)
            .UsesSearch(stores)
            .WithHttpHealthCheck("/health")
            .Reported("http");
        return new Connectra(container.GetEndpoint("http"), key);
    }

    /// <summary>Companies and contacts for the first start.</summary>
    public static IResourceBuilder<IResource> AddFirstLoad(this IDistributedApplicationBuilder builder, Stores stores, StackOptions options) =>
        builder.AddProject<Projects.Vql_SyncWorker>("first-load")
            .WithArgs("first-load", "--companies", options.Companies, "--contacts", options.Contacts.ToString(CultureInfo.InvariantCulture))
            .UsesDatabase(stores)
            .ExcludeFromManifest()
            .ReportedWhenFinished();

    /// <summary>The sync worker.</summary>
    public static void AddSyncWorker(this IDistributedApplicationBuilder builder, Stores stores, IResourceBuilder<IResource> load) =>
        builder.AddProject<Projects.Vql_SyncWorker>("sync-worker")
            .WithHttpEndpoint()
            .WithArgs("run")
            .UsesDatabase(stores)
            .UsesSearch(stores)
            .WaitForCompletion(load)
            .WithHttpHealthCheck("/health")
            .WithWorkerCommands(stores)
            .Reported("http");

    /// <summary>The public API. What the environment says of Connectra goes before what is said here.</summary>
    public static void AddApi(
        this IDistributedApplicationBuilder builder, Stores stores, Connectra connectra, IResourceBuilder<IResource> load)
    {
        var api = builder.AddProject<Projects.Vql_Api>("api")
            .WithHttpEndpoint(port: ApiPort)
            .WithExternalHttpEndpoints()
            .UsesDatabase(stores)
            .WithReference(connectra.Endpoint)
            .WithEnvironment("CONNECTRA_ENABLED", builder.Configuration["CONNECTRA_ENABLED"] ?? "true")
            .WithEnvironment("CONNECTRA_BASE_URL", builder.Configuration["CONNECTRA_BASE_URL"] ?? $"http://{Connectra.Name}")
            .WaitForCompletion(load)
            .WithHttpHealthCheck("/health")
            .Reported("http");
        builder.AddDoors(api);
        if (builder.Configuration["CONNECTRA_API_KEY"] is { Length: > 0 } key)
        {
            api.WithEnvironment("CONNECTRA_API_KEY", key);
        }
        else
        {
            api.WithEnvironment("CONNECTRA_API_KEY", connectra.Key);
        }
    }

    // On this machine the API runs in Development, where it is open unless the environment says whom to let in; deployed,
    // it does not start without the keys.
    private static void AddDoors(this IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> api)
    {
        if (builder.ExecutionContext.IsRunMode)
        {
            api.WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development");
            return;
        }

        api.WithEnvironment("API_KEYS", builder.AddParameter("api-keys", secret: true));
        api.WithEnvironment("CONTACTS_WRITE_KEY", builder.AddParameter("contacts-write-key", secret: true));
        api.WithEnvironment("COMPANIES_WRITE_KEY", builder.AddParameter("companies-write-key", secret: true));
    }

    // Both ends are given the same key at every start; nobody else needs it.
    private static IResourceBuilder<ParameterResource> AddConnectraKey(this IDistributedApplicationBuilder builder)
    {
        var generated = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));
        return builder.AddParameter(KeyName, () => builder.Configuration[$"Parameters:{KeyName}"] ?? generated, secret: true);
    }
}

/// <summary>The search service, wherever it runs.</summary>
/// <param name="Endpoint">Where it listens.</param>
/// <param name="Key">The key it lets in.</param>
internal sealed record Connectra(EndpointReference Endpoint, IResourceBuilder<ParameterResource> Key)
{
    public const string Name = "connectra";
}

/// <summary>An image's name, <c>HOST:PORT/NAME:TAG</c>.</summary>
internal static class ImageName
{
    public static string Repository(string image) => image[..TagStart(image)].TrimEnd(':');

    public static string Tag(string image) => TagStart(image) == image.Length ? "latest" : image[TagStart(image)..];

    // A colon before the last slash belongs to the registry's port.
    private static int TagStart(string image)
    {
        var colon = image.LastIndexOf(':');
        return colon > image.LastIndexOf('/') ? colon + 1 : image.Length;
    }
}
