namespace Vql.Storage.Elasticsearch;

/// <summary>
/// Sends requests to Elasticsearch. Throws <see cref="HttpRequestException"/> or <see cref="IOException"/> if no node is
/// reachable. Error statuses are returned as responses.
/// </summary>
public interface ISearchTransport
{
    /// <summary>Sends a request.</summary>
    /// <returns>The response with an unread body. The caller must dispose it.</returns>
    Task<TransportResponse> SendAsync(TransportRequest request, CancellationToken cancellationToken);
}

/// <summary>A request to Elasticsearch.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path and the query, with a leading slash.</param>
/// <param name="Body">The body. Empty for none.</param>
/// <param name="ContentType">The media type of the body.</param>
public readonly record struct TransportRequest(
    HttpMethod Method, string Path, ReadOnlyMemory<byte> Body = default, string ContentType = TransportRequest.Json)
{
    /// <summary>The media type of one JSON value.</summary>
    public const string Json = "application/json";

    /// <summary>The media type of newline-delimited JSON, for bulk requests.</summary>
    public const string JsonLines = "application/x-ndjson";

    /// <summary>
    /// Whether the request is idempotent: reads, searches, counts, and bulk requests, whose operations have external versions.
    /// </summary>
    public bool IsRepeatable => Method == HttpMethod.Get || Method == HttpMethod.Head
        || (Method == HttpMethod.Post && Endpoint(Path) is "_search" or "_count" or "_bulk");

    private static ReadOnlySpan<char> Endpoint(ReadOnlySpan<char> path)
    {
        path = path.IndexOf('?') is >= 0 and var query ? path[..query] : path;
        return path[(path.LastIndexOf('/') + 1)..];
    }
}

/// <summary>A response of Elasticsearch. It keeps its connection until it is disposed.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="body">The unread body.</param>
/// <param name="owner">The object to dispose together with the response.</param>
public sealed class TransportResponse(int status, Stream body, IDisposable owner) : IDisposable
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>The unread body.</summary>
    public Stream Body { get; } = body;

    /// <summary>The address of the node that responded. Null if the transport does not provide it.</summary>
    public Uri? Node { get; init; } = (owner as HttpResponseMessage)?.RequestMessage?.RequestUri;

    /// <inheritdoc/>
    public void Dispose() => owner.Dispose();
}
