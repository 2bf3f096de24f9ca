namespace Vql.SearchNode;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Index {Index} could not be refreshed; searches see its older state")]
    public static partial void RefreshFailed(ILogger logger, string index, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void RequestFailed(ILogger logger, string method, string path, Exception exception);

    [LoggerMessage(3, LogLevel.Error, "Index {Index} could not be committed; its log is kept")]
    public static partial void CommitFailed(ILogger logger, string index, Exception exception);
}
