using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Vql.AppHost.Resources;
using Vql.AppHost.Stack;
using Vql.AppHost.Supervision;

namespace Vql.AppHost.Topologies;

/// <summary>The search service, independent of the topology.</summary>
/// <param name="Endpoint">The endpoint of the service.</param>
/// <param name="Key">The key that the service accepts.</param>
internal sealed record ConnectraService(EndpointReference Endpoint, IResourceBuilder<ParameterResource> Key);

/// <summary>Adds the search service to the application model.</summary>
internal static class ConnectraServiceExtensions
{
    private const int ContainerPort = 8000;
    private const string KeyName = "connectra-key";
    private const int KeyBytes = 24;

    /// <summary>Adds the service as a project, or in the containers topology as a container.</summary>
    public static ConnectraService AddConnectra(this IDistributedApplicationBuilder builder, Stores stores, StackOptions options) =>
        options.Topology == Topology.Containers ? builder.AddConnectraContainer(stores) : builder.AddConnectraProject(stores);

    private static ConnectraService AddConnectraProject(this IDistributedApplicationBuilder builder, Stores stores)
    {
        var replicas = builder.ReplicasOf(ResourceNames.Connectra);
        return builder.RunsPrograms(replicas)
            ? builder.AddHostProgram(ResourceNames.Connectra, ProgramPath.Connectra).Configure(stores, replicas)
            : builder.AddProject<Projects.Vql_Connectra>(ResourceNames.Connectra).WithReplicas(replicas).Configure(stores, replicas);
    }

    private static ConnectraService Configure<T>(this IResourceBuilder<T> builder, Stores stores, int replicas)
        where T : IResourceWithEnvironment, IResourceWithEndpoints, IResourceWithWaitSupport, IResourceWithProbes
    {
        var key = builder.ApplicationBuilder.AddConnectraKey();
        var service = builder
            .WithHostEndpoint(replicas: replicas)
            .WithEnvironment("API_KEY", key)
            .WithDatabase(stores)
            // Connectra does not wait for the search: it starts in parallel and is ready once the search is.
            .WithReference(stores.Search, Stores.SearchName)
            .WithHostProbes("/alive", "/ready")
            .WithIconName("DocumentSearch")
            .WithCrashRestarts()
            .InReport("http");
        return new ConnectraService(service.GetEndpoint("http"), key);
    }

    // The container runs the image in Connectra:Image, which may be the public Go service, or builds its own
    // Dockerfile.
    private static ConnectraService AddConnectraContainer(this IDistributedApplicationBuilder builder, Stores stores)
    {
        var key = builder.AddConnectraKey();
        var image = builder.Configuration["Connectra:Image"];
        var container = string.IsNullOrWhiteSpace(image)
            ? builder.AddDockerfile(ResourceNames.Connectra, "..", "Vql.Connectra/Dockerfile")
            : builder.AddContainer(ResourceNames.Connectra, ImageName.Repository(image), ImageName.Tag(image));
        container
            .WithHttpEndpoint(targetPort: ContainerPort)
            .WithEnvironment("RUN_COMMAND", "api-server")
            .WithEnvironment("API_KEY", key)
            .WithDatabase(stores)
            .WithSearch(stores)
            .WithGoServiceVariables(stores)
            // The Go service has no other probe.
            .WithHostProbes("/health", "/health")
            .WithIconName("DocumentSearch")
            .InReport("http");
        return new ConnectraService(container.GetEndpoint("http"), key);
    }

    // The Go service does not read connection strings. For an external store, its variables come from the environment
    // of the AppHost.
    private static IResourceBuilder<ContainerResource> WithGoServiceVariables(
        this IResourceBuilder<ContainerResource> container, Stores stores)
    {
        if (stores.Database.Resource is PostgresDatabaseResource { Parent: var server } database)
        {
            var endpoint = server.PrimaryEndpoint;
            container
                .WithEnvironment("PG_DB_HOST", endpoint.Property(EndpointProperty.Host))
                .WithEnvironment("PG_DB_PORT", endpoint.Property(EndpointProperty.Port))
                .WithEnvironment("PG_DB_DATABASE", database.DatabaseName)
                .WithEnvironment("PG_DB_USERNAME", server.UserNameReference)
                .WithEnvironment("PG_DB_PASSWORD", server.PasswordParameter)
                .WithEnvironment("PG_DB_SSL", "false");
        }

        if (stores.Search.Resource is ElasticsearchResource elasticsearch)
        {
            container
                .WithEnvironment("ELASTICSEARCH_HOST", elasticsearch.PrimaryEndpoint.Property(EndpointProperty.Host))
                .WithEnvironment("ELASTICSEARCH_PORT", elasticsearch.PrimaryEndpoint.Property(EndpointProperty.Port))
                .WithEnvironment("ELASTICSEARCH_USERNAME", ElasticsearchResource.UserName)
                .WithEnvironment("ELASTICSEARCH_PASSWORD", elasticsearch.PasswordParameter)
                .WithEnvironment("ELASTICSEARCH_SSL", "false");
        }

        return container;
    }

    // The API and Connectra share a key that is generated at each start.
    private static IResourceBuilder<ParameterResource> AddConnectraKey(this IDistributedApplicationBuilder builder)
    {
        var generated = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));
        return builder.AddParameter(KeyName, () => builder.Configuration[$"Parameters:{KeyName}"] ?? generated, secret: true);
    }
}

/// <summary>Splits an image name, <c>HOST:PORT/NAME:TAG</c>.</summary>
internal static class ImageName
{
    public static string Repository(string image) => image[..TagStart(image)].TrimEnd(':');

    public static string Tag(string image) => TagStart(image) == image.Length ? "latest" : image[TagStart(image)..];

    // A colon before the last slash precedes the port of the registry.
    private static int TagStart(string image)
    {
        var colon = image.LastIndexOf(':');
        return colon > image.LastIndexOf('/') ? colon + 1 : image.Length;
    }
}
