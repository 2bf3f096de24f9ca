using Elastic.Clients.Elasticsearch;
using Elastic.Transport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Vql.Storage.Elasticsearch;

/// <summary>The transport of the official client as Aspire registers it: its node pool, health check and traces.</summary>
internal sealed class ElasticClientTransport(ElasticsearchClient client) : ISearchTransport
{
    public async Task<TransportResponse> SendAsync(TransportRequest request, CancellationToken cancellationToken)
    {
        var body = request.Body.IsEmpty ? null : PostData.ReadOnlyMemory(request.Body);
        var response = await client.Transport.RequestAsync<StreamResponse>(ToMethod(request.Method), request.Path, body, cancellationToken);
        if (response.ApiCallDetails.HttpStatusCode is { } status)
        {
            return new TransportResponse(status, response.Body, response);
        }

        response.Dispose();
        throw new HttpRequestException("no Elasticsearch node answered");
    }

    private static Elastic.Transport.HttpMethod ToMethod(System.Net.Http.HttpMethod method) =>
        Enum.Parse<Elastic.Transport.HttpMethod>(method.Method);
}

public static partial class ElasticsearchRegistration
{
    static partial void AddElasticClient(IHostApplicationBuilder builder)
    {
        // Without a connection string the environment variables say where the server is, and HttpTransport reads those.
        if (builder.Configuration.GetConnectionString(ElasticsearchOptions.ConnectionName) is { Length: > 0 })
        {
            builder.AddElasticsearchClient(ElasticsearchOptions.ConnectionName);
            builder.Services.AddSingleton<ISearchTransport, ElasticClientTransport>();
        }
    }
}
