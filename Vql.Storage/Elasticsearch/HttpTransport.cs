using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.ServiceDiscovery.Http;

namespace Vql.Storage.Elasticsearch;

/// <summary>
/// The transport over <see cref="HttpClient"/> and a pool of nodes. A request that did not reach a node is retried on
/// another one. A request that may have reached a node is retried only if <see cref="TransportRequest.IsRepeatable"/>. Each
/// node is tried at most once.
/// </summary>
public sealed class HttpTransport : ISearchTransport, IDisposable
{
    private const int MinCompressedBytes = 1024;

    // If a caller cancels a request after this time without any response, the node counts as failed.
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromMilliseconds(500);

    // If there are other nodes, an unreachable node must not use up the request timeout.
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectTimeoutOfSeveral = TimeSpan.FromSeconds(1);

    private readonly HttpClient _client;
    private readonly NodePool _pool;
    private readonly TimeProvider _time;
    private readonly bool _compress;

    /// <summary>Creates a transport with a connection pool.</summary>
    /// <param name="options">The nodes and the connection settings.</param>
    /// <param name="discovery">Resolves logical host names. Null without service discovery.</param>
    /// <param name="time">The time provider of the pool. Default: the system's.</param>
    /// <param name="logger">The logger for failures and recoveries of nodes.</param>
    public HttpTransport(
        ElasticsearchOptions options,
        IServiceDiscoveryHttpMessageHandlerFactory? discovery = null,
        TimeProvider? time = null,
        ILogger<HttpTransport>? logger = null)
    {
        _time = time ?? TimeProvider.System;
        _pool = new NodePool(options.Nodes, _time, logger ?? NullLogger<HttpTransport>.Instance);
        var connections = new SocketsHttpHandler
        {
            // Long enough to reuse connections, short enough to pick up DNS changes.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = options.Nodes.Count > 1 ? ConnectTimeoutOfSeveral : ConnectTimeout,
            UseCookies = false,
        };
        if (ServerCertificate.Validation(options) is { } validation)
        {
            connections.SslOptions.RemoteCertificateValidationCallback = validation;
        }

        var isLogical = options.Nodes.Any(node => !IPAddress.TryParse(node.Host, out _));
        _client = new HttpClient(discovery is not null && isLogical ? discovery.CreateHandler(connections) : connections)
        {
            // Callers have their own timeouts. Those also cover the reading of the body, which this timeout does not.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _client.DefaultRequestHeaders.Authorization = Authorization(options);
        _compress = options.CompressRequests;
    }

    /// <inheritdoc/>
    public async Task<TransportResponse> SendAsync(TransportRequest request, CancellationToken cancellationToken)
    {
        var body = await EncodeAsync(request.Body, cancellationToken);
        var attempts = _pool.Begin();
        List<(Uri Node, string Reason)>? failures = null;
        while (true)
        {
            var node = attempts.Next();
            var started = _time.GetTimestamp();
            try
            {
                var response = await SendAsync(node.Address, request, body, cancellationToken);
                if ((int)response.StatusCode is not (502 or 503 or 504))
                {
                    _pool.MarkAlive(node);
                    return await ToResponseAsync(response, cancellationToken);
                }

                _pool.MarkDead(node, started, $"status {(int)response.StatusCode}");
                if (!attempts.HasNext || !request.IsRepeatable)
                {
                    return await ToResponseAsync(response, cancellationToken);
                }

                (failures ??= []).Add((node.Address, $"status {(int)response.StatusCode}"));
                response.Dispose();
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // A cancellation alone does not indicate a failure of the node, but a long time without a response does.
                if (_time.GetElapsedTime(started) >= SilenceLimit && node.LastResponse < started)
                {
                    _pool.MarkDead(node, started, "no response before the request was cancelled");
                }

                throw;
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
            {
                var failure = NodeFailure.Of(exception);
                _pool.MarkDead(node, started, failure.Reason);
                (failures ??= []).Add((node.Address, failure.Reason));
                if (!attempts.HasNext || !(failure.IsUnsent || request.IsRepeatable))
                {
                    throw NodeFailure.Unreachable(failures, exception);
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        Uri node, TransportRequest request, EncodedBody body, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, new Uri(node, request.Path));
        if (!body.Bytes.IsEmpty)
        {
            message.Content = new ReadOnlyMemoryContent(body.Bytes);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.ContentType);
            if (body.IsCompressed)
            {
                message.Content.Headers.ContentEncoding.Add("gzip");
            }
        }

        return await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private static async Task<TransportResponse> ToResponseAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return new TransportResponse((int)response.StatusCode, await response.Content.ReadAsStreamAsync(cancellationToken), response);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async ValueTask<EncodedBody> EncodeAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (!_compress || body.Length < MinCompressedBytes)
        {
            return new EncodedBody(body, IsCompressed: false);
        }

        var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(body, cancellationToken);
        }

        return new EncodedBody(compressed.GetBuffer().AsMemory(0, (int)compressed.Length), IsCompressed: true);
    }

    private static AuthenticationHeaderValue? Authorization(ElasticsearchOptions options)
    {
        if (options.ApiKey is { } key)
        {
            return new AuthenticationHeaderValue("ApiKey", key);
        }

        return options.Username is { } user
            ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{options.Password}")))
            : null;
    }

    private readonly record struct EncodedBody(ReadOnlyMemory<byte> Bytes, bool IsCompressed);
}
