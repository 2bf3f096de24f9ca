using System.Net.Sockets;

namespace Vql.Storage.Elasticsearch;

/// <summary>Why a node did not answer.</summary>
/// <param name="Reason">The cause, for people.</param>
/// <param name="IsUnsent">Whether the request certainly did not reach the node.</param>
internal readonly record struct NodeFailure(string Reason, bool IsUnsent)
{
    /// <summary>Classifies what the HTTP client threw, other than the caller's cancellation.</summary>
    public static NodeFailure Of(Exception exception) => exception switch
    {
        // The only timeout of the client itself is that of a connection attempt.
        OperationCanceledException => new("connection timeout", IsUnsent: true),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } http =>
            new(http.InnerException is SocketException socket ? socket.Message : http.Message, IsUnsent: true),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError } http =>
            new(http.InnerException?.Message ?? http.Message, IsUnsent: true),
        _ => new(exception.InnerException?.Message ?? exception.Message, IsUnsent: false),
    };

    /// <summary>The exception of a request that no node answered.</summary>
    /// <param name="failures">Each node that was tried, and its failure.</param>
    /// <param name="last">What was thrown last.</param>
    public static HttpRequestException Unreachable(IReadOnlyList<(Uri Node, string Reason)> failures, Exception last)
    {
        var nodes = failures.Select(failure => $"{failure.Node.GetLeftPart(UriPartial.Authority)} ({failure.Reason})");
        return new HttpRequestException(
            (last as HttpRequestException)?.HttpRequestError ?? HttpRequestError.ConnectionError,
            $"Elasticsearch is unreachable at {string.Join(", ", nodes)}",
            last);
    }
}
