using System.Net.Sockets;

namespace Vql.Storage.Elasticsearch;

/// <summary>A failure of a node to respond.</summary>
/// <param name="Reason">A human-readable description.</param>
/// <param name="IsUnsent">Whether the request certainly did not reach the node.</param>
internal readonly record struct NodeFailure(string Reason, bool IsUnsent)
{
    /// <summary>Classifies an exception of the HTTP client other than a cancellation by the caller.</summary>
    public static NodeFailure Of(Exception exception) => exception switch
    {
        // The client has no other timeout than that of connection attempts.
        OperationCanceledException => new("connection timeout", IsUnsent: true),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } http =>
            new(http.InnerException is SocketException socket ? socket.Message : http.Message, IsUnsent: true),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError } http =>
            new(http.InnerException?.Message ?? http.Message, IsUnsent: true),
        _ => new(exception.InnerException?.Message ?? exception.Message, IsUnsent: false),
    };

    /// <summary>Creates the exception for a request that failed on all nodes.</summary>
    /// <param name="failures">The nodes that were tried and their failures.</param>
    /// <param name="last">The last exception.</param>
    public static HttpRequestException Unreachable(IReadOnlyList<(Uri Node, string Reason)> failures, Exception last)
    {
        var nodes = failures.Select(failure => $"{failure.Node.GetLeftPart(UriPartial.Authority)} ({failure.Reason})");
        return new HttpRequestException(
            (last as HttpRequestException)?.HttpRequestError ?? HttpRequestError.ConnectionError,
            $"Elasticsearch is unreachable at {string.Join(", ", nodes)}",
            last);
    }
}
