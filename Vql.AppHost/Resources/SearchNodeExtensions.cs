using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Vql.EmbeddedPostgres;

namespace Vql.AppHost.Resources;

/// <summary>Adds the embedded search node to the application model.</summary>
internal static class SearchNodeExtensions
{
    private static readonly TimeSpan VersionTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Adds a search node.</summary>
    /// <param name="builder">The application builder.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="password">The password of the user <c>elastic</c>.</param>
    /// <param name="folder">The data folder of the node.</param>
    public static IResourceBuilder<SearchNodeResource> AddSearchNode(
        this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource> password, string folder)
    {
        // No proxy: connections to a stopped node must fail. The port is fixed so that it survives a restart.
        var port = FreePort.Find();
        return builder.AddResource(new SearchNodeResource(name, password.Resource, folder))
            .WithArgs(ProgramPath.Of(ProgramPath.SearchNode), "--data", folder, "--port", port.ToString(CultureInfo.InvariantCulture))
            .WithHttpEndpoint(port: port, name: SearchNodeResource.EndpointName, isProxied: false)
            .WithEnvironment("ELASTIC_PASSWORD", password)
            .WithHttpReadinessCheck("/alive")
            .WithOtlpExporter()
            .WithIconName("SearchSquare")
            .OnResourceReady(ShowPropertiesAsync)
            .ExcludeFromManifest();
    }

    private static async Task ShowPropertiesAsync(SearchNodeResource node, ResourceReadyEvent ready, CancellationToken cancellationToken)
    {
        var address = new UriBuilder((await node.ConnectionStringExpression.GetValueAsync(cancellationToken))!);
        using var client = new HttpClient { Timeout = VersionTimeout };
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(
            System.Text.Encoding.UTF8.GetBytes($"{address.UserName}:{address.Password}")));
        (address.UserName, address.Password) = ("", "");
        await ready.Services.GetRequiredService<ResourceNotificationService>().SetPropertiesAsync(
            node,
            new ResourcePropertySnapshot(
                "Compatible with Elasticsearch", await TryReadVersionAsync(client, address.Uri, cancellationToken)),
            new ResourcePropertySnapshot("Data folder", node.Folder));
    }

    // Returns null if the node does not respond: a missing property must not fail the start.
    private static async Task<string?> TryReadVersionAsync(HttpClient client, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            var info = await client.GetFromJsonAsync<JsonElement>(address, cancellationToken);
            return info.GetProperty("version").GetProperty("number").GetString();
        }
        catch (Exception exception)
            when (exception is HttpRequestException or JsonException or KeyNotFoundException or TaskCanceledException)
        {
            return null;
        }
    }
}
