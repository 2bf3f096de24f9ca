using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;
using Microsoft.Extensions.ServiceDiscovery.Http;

namespace Vql.Storage.Elasticsearch;

/// <summary>The transport over <see cref="HttpClient"/>; a logical host name is spread over its nodes by service discovery.</summary>
public sealed class HttpTransport : ISearchTransport, IDisposable
{
    private const int CompressFrom = 1024;

    private readonly HttpClient _client;
    private readonly bool _compress;

    /// <summary>Makes a transport that keeps its connections.</summary>
    /// <param name="options">Where the node is.</param>
    /// <param name="discovery">Resolves logical host names; null when the host has no service discovery.</param>
    public HttpTransport(ElasticsearchOptions options, IServiceDiscoveryHttpMessageHandlerFactory? discovery = null)
    {
        var connections = new SocketsHttpHandler
        {
            // Long enough to keep connections warm, short enough to follow a changed address.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(5),
            UseCookies = false,
        };
        if (!options.VerifyCerts)
        {
            connections.SslOptions = new SslClientAuthenticationOptions
            {
#pragma warning disable CA5359 // Asked for by ELASTICSEARCH_VERIFY_CERTS=false.
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
            };
        }

        _client = new HttpClient(discovery is null || IPAddress.TryParse(options.Host, out _) ? connections : discovery.CreateHandler(connections))
        {
            BaseAddress = options.Address,
            // Callers bring deadlines that also cover the reading of the body, which this one would not.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (options.Username is not null)
        {
            var credentials = Encoding.UTF8.GetBytes($"{options.Username}:{options.Password}");
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
        }

        _compress = options.CompressRequests;
    }

    /// <inheritdoc/>
    public async Task<TransportResponse> SendAsync(TransportRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, request.Path);
        if (!request.Body.IsEmpty)
        {
            message.Content = await ToContentAsync(request, cancellationToken);
        }

        var response = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        try
        {
            return new TransportResponse(
                (int)response.StatusCode, await response.Content.ReadAsStreamAsync(cancellationToken), response);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<HttpContent> ToContentAsync(TransportRequest request, CancellationToken cancellationToken)
    {
        if (!_compress || request.Body.Length < CompressFrom)
        {
            return new ReadOnlyMemoryContent(request.Body) { Headers = { ContentType = new MediaTypeHeaderValue(request.ContentType) } };
        }

        var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(request.Body, cancellationToken);
        }

        compressed.Position = 0;
        return new StreamContent(compressed)
        {
            Headers = { ContentType = new MediaTypeHeaderValue(request.ContentType), ContentEncoding = { "gzip" } },
        };
    }
}
