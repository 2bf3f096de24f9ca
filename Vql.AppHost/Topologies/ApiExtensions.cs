using Vql.AppHost.Resources;
using Vql.AppHost.Stack;
using Vql.AppHost.Supervision;
using Vql.EmbeddedPostgres;

namespace Vql.AppHost.Topologies;

/// <summary>Adds the public API to the application model.</summary>
internal static class ApiExtensions
{
    // If set in the environment of the AppHost, these variables are passed on and override the values of the model.
    private const string Enabled = "CONNECTRA_ENABLED";
    private const string BaseUrl = "CONNECTRA_BASE_URL";
    private const string ApiKey = "CONNECTRA_API_KEY";
    private const string GoService = "CONNECTRA_GO_SERVICE";

    /// <summary>Adds the API and returns its endpoint.</summary>
    public static EndpointReference AddApi(
        this IDistributedApplicationBuilder builder, Stores stores, ConnectraService connectra, IResourceBuilder<IResource> load,
        StackOptions options)
    {
        var replicas = builder.ReplicasOf(ResourceNames.Api);
        return builder.RunsPrograms(replicas)
            ? builder.AddHostProgram(ResourceNames.Api, ProgramPath.Api).Configure(stores, connectra, load, options, replicas)
            : builder.AddProject<Projects.Vql_Api>(ResourceNames.Api).WithReplicas(replicas)
                .Configure(stores, connectra, load, options, replicas);
    }

    private static EndpointReference Configure<T>(
        this IResourceBuilder<T> builder, Stores stores, ConnectraService connectra, IResourceBuilder<IResource> load,
        StackOptions options, int replicas)
        where T : IResourceWithEnvironment, IResourceWithEndpoints, IResourceWithWaitSupport, IResourceWithProbes
    {
        var configuration = builder.ApplicationBuilder.Configuration;
        var api = builder
            .WithHostEndpoint(options.ApiPort == 0 ? FreePort.Find() : options.ApiPort, replicas)
            .WithExternalHttpEndpoints()
            .WithDatabase(stores)
            .WithReference(connectra.Endpoint)
            .WithEnvironment(Enabled, configuration[Enabled] ?? "true")
            .WithEnvironment(BaseUrl, configuration[BaseUrl] ?? $"http://{ResourceNames.Connectra}")
            .WithEnvironment(GoService, configuration[GoService] ?? "false")
            .WaitForCompletion(load)
            .WithHostProbes("/alive", "/ready")
            .WithUrlForEndpoint("http", url => (url.DisplayText, url.Url) = ("API reference", "/scalar"))
            .WithUrlForEndpoint(
                "http", endpoint => new ResourceUrlAnnotation { Url = "/health", DisplayText = "Health", Endpoint = endpoint })
            .WithIconName("Globe")
            .WithCrashRestarts()
            .InReport("http");
#pragma warning disable ASPIREMCP001 // The announcement is experimental. Without it, tools of Aspire do not find the endpoint.
        api.WithMcpServer("/mcp", "http");
#pragma warning restore ASPIREMCP001
        api = configuration[ApiKey] is { Length: > 0 } key ? api.WithEnvironment(ApiKey, key) : api.WithEnvironment(ApiKey, connectra.Key);
        _ = builder.ApplicationBuilder.ExecutionContext.IsRunMode
            ? api.WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development")
            : api.WithKeys();
        return api.GetEndpoint("http");
    }

    // On a developer machine, the API runs in Development, without authentication unless the environment sets keys.
    // A deployed API does not start without keys.
    private static IResourceBuilder<T> WithKeys<T>(this IResourceBuilder<T> api)
        where T : IResourceWithEnvironment
    {
        var builder = api.ApplicationBuilder;
        return api
            .WithEnvironment("API_KEYS", builder.AddParameter("api-keys", secret: true))
            .WithEnvironment("CONTACTS_WRITE_KEY", builder.AddParameter("contacts-write-key", secret: true))
            .WithEnvironment("COMPANIES_WRITE_KEY", builder.AddParameter("companies-write-key", secret: true));
    }
}
