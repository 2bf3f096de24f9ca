using Microsoft.Extensions.Logging;

namespace Vql.Storage;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Elasticsearch node {Node} failed; trying other nodes first: {Reason}")]
    public static partial void NodeFailed(ILogger logger, Uri node, string reason);

    [LoggerMessage(2, LogLevel.Information, "Elasticsearch node {Node} is available again")]
    public static partial void NodeRecovered(ILogger logger, Uri node);
}
