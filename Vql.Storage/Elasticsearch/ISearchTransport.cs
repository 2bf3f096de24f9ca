namespace Vql.Storage.Elasticsearch;

/// <summary>
/// Carries requests to Elasticsearch. Throws <see cref="HttpRequestException"/> or
/// <see cref="IOException"/> when no node can be reached; statuses are answers, not exceptions.
/// </summary>
public interface ISearchTransport
{
    /// <summary>Sends a request.</summary>
    /// <returns>The answer, to be disposed; its body has not been read yet.</returns>
    Task<TransportResponse> SendAsync(TransportRequest request, CancellationToken cancellationToken);
}

/// <summary>A request to Elasticsearch.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Path and query, beginning with a slash.</param>
/// <param name="Body">The body; empty for none.</param>
/// <param name="ContentType">The body's media type.</param>
public readonly record struct TransportRequest(
    HttpMethod Method, string Path, ReadOnlyMemory<byte> Body = default, string ContentType = TransportRequest.Json)
{
    /// <summary>The media type of one JSON value.</summary>
    public const string Json = "application/json";

    /// <summary>The media type of JSON values a line each, for bulk requests.</summary>
    public const string JsonLines = "application/x-ndjson";

    /// <summary>
    /// Whether repeating the request has no further effect: reads, searches, counts, and bulk requests, since the versions of their
    /// operations are external.
    /// </summary>
    public bool IsRepeatable => Method == HttpMethod.Get || Method == HttpMethod.Head
        || (Method == HttpMethod.Post && Endpoint(Path) is "_search" or "_count" or "_bulk");

    private static ReadOnlySpan<char> Endpoint(ReadOnlySpan<char> path)
    {
        path = path.IndexOf('?') is >= 0 and var query ? path[..query] : path;
        return path[(path.LastIndexOf('/') + 1)..];
    }
}

/// <summary>An answer of Elasticsearch, whose connection is held until it is disposed.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="body">The body, still to be read.</param>
/// <param name="owner">What is released with the answer.</param>
public sealed class TransportResponse(int status, Stream body, IDisposable owner) : IDisposable
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>The body, still to be read.</summary>
    public Stream Body { get; } = body;

    /// <summary>The node that answered; null when the transport does not say.</summary>
    public Uri? Node { get; init; } = (owner as HttpResponseMessage)?.RequestMessage?.RequestUri;

    /// <inheritdoc/>
    public void Dispose() => owner.Dispose();
}
