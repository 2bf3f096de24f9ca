using Microsoft.Extensions.Logging;

namespace Vql.SyncWorker;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information,
        "{Table} synced: {Indexed} indexed, {Stale} as new in the index, {Deleted} deleted, {Rejected} rejected, in {Seconds:0.0} s")]
    public static partial void Synced(ILogger logger, string table, long indexed, long stale, long deleted, long rejected, double seconds);

    [LoggerMessage(2, LogLevel.Warning, "the sync stopped and starts again in {Pause} s: {Reason}")]
    public static partial void SyncFailed(ILogger logger, double pause, string reason);

    [LoggerMessage(3, LogLevel.Error, "the index refuses the document of {Table} {Uuid}: {Reason}")]
    public static partial void DocumentRejected(ILogger logger, string table, string uuid, string? reason);
}
