namespace Vql.SearchNode;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Refresh of index {Index} failed; searches use the last refresh")]
    public static partial void RefreshFailed(ILogger logger, string index, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "Request {Method} {Path} failed")]
    public static partial void RequestFailed(ILogger logger, string method, string path, Exception exception);

    [LoggerMessage(3, LogLevel.Error, "Commit of index {Index} failed; the write-ahead log is kept")]
    public static partial void CommitFailed(ILogger logger, string index, Exception exception);

    [LoggerMessage(4, LogLevel.Error, "Write to the disk of index {Index} failed; writes are rejected until it is reopened from its log")]
    public static partial void IndexFailed(ILogger logger, string index, Exception exception);

    [LoggerMessage(5, LogLevel.Error, "Index {Index} in {Folder} cannot be opened; the other indices are served")]
    public static partial void IndexNotOpened(ILogger logger, string index, string folder, Exception exception);

    [LoggerMessage(6, LogLevel.Warning, "Index {Index} was reopened from its log; writes are accepted again")]
    public static partial void IndexReopened(ILogger logger, string index);

    [LoggerMessage(7, LogLevel.Warning, "Index {Index} dropped {Bytes} bytes of its log {Path} that hold no complete entry")]
    public static partial void LogEntriesDropped(ILogger logger, string index, long bytes, string path);

    [LoggerMessage(9, LogLevel.Error,
        "File {Path} cannot be read; changes that need it are rejected. Repair or delete it, and restart the node")]
    public static partial void MetadataNotRead(ILogger logger, string path, Exception exception);

    [LoggerMessage(8, LogLevel.Debug, "Index {Index} cannot be reopened yet: {Reason}")]
    public static partial void IndexNotReopened(ILogger logger, string index, string reason);
}
