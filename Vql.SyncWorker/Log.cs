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

    [LoggerMessage(13, LogLevel.Warning, "Changes were not published by {Publication} ({Reason}); it is repaired, and everything is compared")]
    public static partial void PublicationChanged(ILogger logger, string publication, string reason);

    [LoggerMessage(14, LogLevel.Warning, "Cannot check the publication; checking again in a second: {Reason}")]
    public static partial void PublicationNotChecked(ILogger logger, string reason);

    [LoggerMessage(15, LogLevel.Error, "The sync failed unexpectedly; restarting in {Pause} s")]
    public static partial void SyncFailedUnexpectedly(ILogger logger, double pause, Exception exception);

    [LoggerMessage(16, LogLevel.Warning, "Indexing {Count} rows of {Table} failed; retrying: {Reason}")]
    public static partial void RowsNotIndexed(ILogger logger, string table, int count, string reason);

    [LoggerMessage(17, LogLevel.Warning,
        "{Table} was truncated, or lost rows that the log does not name; its index was compared: {Repaired} documents repaired in {Seconds:0.0} s")]
    public static partial void TableCleared(ILogger logger, string table, long repaired, double seconds);

    [LoggerMessage(19, LogLevel.Warning, "Adding the words of {Count} rows of {Table} to the term dictionary failed: {Reason}")]
    public static partial void WordsNotAdded(ILogger logger, string table, int count, string reason);

    [LoggerMessage(18, LogLevel.Warning,
        "The term dictionary lacked {Count} words of {Table}; they were added. Triggers of the table are disabled, or a subscription writes to it")]
    public static partial void WordsMissing(ILogger logger, long count, string table);

    [LoggerMessage(20, LogLevel.Warning, "The index {Index} is that of another version ({Differences}); building a new one while PostgreSQL answers")]
    public static partial void IndexOutdated(ILogger logger, string index, string differences);

    [LoggerMessage(21, LogLevel.Information, "{Index} is a new index with {Count} documents; \"reindex drop-old\" deletes the one before, if it is there")]
    public static partial void IndexRebuilt(ILogger logger, string index, long count);

    [LoggerMessage(12, LogLevel.Warning, "the name {Index} is not reserved: were the index deleted, the next write would make one of a guessed mapping: {Reason}")]
    public static partial void NotReserved(ILogger logger, string index, string reason);
}
