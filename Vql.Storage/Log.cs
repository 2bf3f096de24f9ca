using Microsoft.Extensions.Logging;

namespace Vql.Storage;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Elasticsearch node {Node} failed; other nodes, if any, are tried first: {Reason}")]
    public static partial void NodeFailed(ILogger logger, Uri node, string reason);

    [LoggerMessage(2, LogLevel.Information, "Elasticsearch node {Node} answers again")]
    public static partial void NodeReturned(ILogger logger, Uri node);
}
