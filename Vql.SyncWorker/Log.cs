using Microsoft.Extensions.Logging;

namespace Vql.SyncWorker;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information,
        "{Table} synced: {Indexed} indexed, {Stale} as new in the index, {Deleted} deleted, {Rejected} rejected, in {Seconds:0.0} s")]
    public static partial void Synced(ILogger logger, string table, long indexed, long stale, long deleted, long rejected, double seconds);

    [LoggerMessage(2, LogLevel.Warning, "the sync stopped and starts again in {Pause} s: {Reason}")]
    public static partial void SyncFailed(ILogger logger, double pause, string reason);

    [LoggerMessage(3, LogLevel.Error, "Document {Uuid} of {Table} was rejected: {ErrorType}")]
    public static partial void DocumentRejected(ILogger logger, string table, string uuid, string? errorType);

    [LoggerMessage(4, LogLevel.Information, "another worker is active: this one stands by")]
    public static partial void Standby(ILogger logger);

    [LoggerMessage(5, LogLevel.Information, "the replication slot {Slot} was made")]
    public static partial void SlotCreated(ILogger logger, string slot);

    [LoggerMessage(6, LogLevel.Warning, "the replication slot {Slot} holds back {Megabytes} MB of the log; at {Limit} MB it is given up")]
    public static partial void SlotHoldsMuch(ILogger logger, string slot, long megabytes, long limit);

    [LoggerMessage(7, LogLevel.Warning, "{Count} documents were not written to {Index} and are sent again: {Reason}")]
    public static partial void BulkFailed(ILogger logger, string index, int count, string reason);

    [LoggerMessage(8, LogLevel.Warning, "{Count} rows of {Table} could not be read and are read again: {Reason}")]
    public static partial void RowsNotRead(ILogger logger, string table, int count, string reason);

    [LoggerMessage(9, LogLevel.Warning, "the position {Position} could not be published, and is with the next: {Reason}")]
    public static partial void PositionNotPublished(ILogger logger, string position, string reason);

    [LoggerMessage(10, LogLevel.Warning, "{Table} could not be compared with its index, and is again in a minute: {Reason}")]
    public static partial void ComparisonFailed(ILogger logger, string table, string reason);

    [LoggerMessage(11, LogLevel.Warning, "a new epoch of document versions begins, and everything is compared: {Reason}")]
    public static partial void EpochBegan(ILogger logger, string reason);

    [LoggerMessage(12, LogLevel.Warning, "the name {Index} is not reserved: were the index deleted, the next write would make one of a guessed mapping: {Reason}")]
    public static partial void NotReserved(ILogger logger, string index, string reason);
}
