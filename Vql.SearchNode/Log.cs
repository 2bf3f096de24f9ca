namespace Vql.SearchNode;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Refresh of index {Index} failed; searches use the last refresh")]
    public static partial void RefreshFailed(ILogger logger, string index, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "Request {Method} {Path} failed")]
    public static partial void RequestFailed(ILogger logger, string method, string path, Exception exception);

    [LoggerMessage(3, LogLevel.Error, "Commit of index {Index} failed; the write-ahead log is kept")]
    public static partial void CommitFailed(ILogger logger, string index, Exception exception);
}
