using Microsoft.Extensions.Logging;

namespace Vql.SyncWorker;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information,
        "{Table} synced: {Indexed} indexed, {Stale} already up to date, {Deleted} deleted, {Rejected} rejected, in {Seconds:0.0} s")]
    public static partial void Synced(ILogger logger, string table, long indexed, long stale, long deleted, long rejected, double seconds);

    [LoggerMessage(2, LogLevel.Warning, "The sync failed; restarting in {Delay} s: {Reason}")]
    public static partial void SyncFailed(ILogger logger, double delay, string reason);

    [LoggerMessage(3, LogLevel.Error, "Document {Uuid} of {Table} was rejected: {ErrorType}")]
    public static partial void DocumentRejected(ILogger logger, string table, string uuid, string? errorType);

    [LoggerMessage(4, LogLevel.Information, "Another worker is active; standing by")]
    public static partial void Standby(ILogger logger);

    [LoggerMessage(5, LogLevel.Information, "The replication slot {Slot} was created")]
    public static partial void SlotCreated(ILogger logger, string slot);

    [LoggerMessage(6, LogLevel.Warning, "The replication slot {Slot} retains {Megabytes} MB of WAL; it is dropped at {Limit} MB")]
    public static partial void SlotRetainsLog(ILogger logger, string slot, long megabytes, long limit);

    [LoggerMessage(7, LogLevel.Warning, "Bulk request to {Index} failed for {Count} documents; retrying: {Reason}")]
    public static partial void BulkFailed(ILogger logger, string index, int count, string reason);

    [LoggerMessage(8, LogLevel.Warning, "Reading {Count} rows of {Table} failed; retrying: {Reason}")]
    public static partial void RowsNotRead(ILogger logger, string table, int count, string reason);

    [LoggerMessage(9, LogLevel.Warning, "Publishing the position {Position} failed; retrying with the next position: {Reason}")]
    public static partial void PositionNotPublished(ILogger logger, string position, string reason);

    [LoggerMessage(10, LogLevel.Warning, "Comparing {Table} with its index failed; retrying in a minute: {Reason}")]
    public static partial void ComparisonFailed(ILogger logger, string table, string reason);

    [LoggerMessage(11, LogLevel.Warning, "Starting a new epoch of document versions and comparing everything: {Reason}")]
    public static partial void EpochBegan(ILogger logger, string reason);

    [LoggerMessage(13, LogLevel.Warning, "The publication {Publication} was incomplete ({Reason}); comparing everything")]
    public static partial void PublicationChanged(ILogger logger, string publication, string reason);

    [LoggerMessage(14, LogLevel.Warning, "Checking the publication failed; retrying in a second: {Reason}")]
    public static partial void PublicationNotChecked(ILogger logger, string reason);

    [LoggerMessage(15, LogLevel.Error, "The sync failed unexpectedly; restarting in {Delay} s")]
    public static partial void SyncFailedUnexpectedly(ILogger logger, double delay, Exception exception);

    [LoggerMessage(16, LogLevel.Warning, "Indexing {Count} rows of {Table} failed; retrying: {Reason}")]
    public static partial void RowsNotIndexed(ILogger logger, string table, int count, string reason);

    [LoggerMessage(17, LogLevel.Warning,
        "{Table} was truncated, or rows changed that the WAL does not identify; {Repaired} documents repaired in {Seconds:0.0} s")]
    public static partial void TableCleared(ILogger logger, string table, long repaired, double seconds);

    [LoggerMessage(19, LogLevel.Warning, "Adding the words of {Count} rows of {Table} to the term dictionary failed: {Reason}")]
    public static partial void WordsNotAdded(ILogger logger, string table, int count, string reason);

    [LoggerMessage(18, LogLevel.Warning,
        "The term dictionary lacked {Count} words of {Table}; they were added. " +
        "Check whether triggers of the table are disabled or a subscription writes to it")]
    public static partial void WordsMissing(ILogger logger, long count, string table);

    [LoggerMessage(20, LogLevel.Warning,
        "The index {Index} belongs to another version ({Differences}); building a new one while PostgreSQL serves searches")]
    public static partial void IndexOutdated(ILogger logger, string index, string differences);

    [LoggerMessage(21, LogLevel.Information,
        "The index {Index} was rebuilt with {Count} documents; run 'reindex drop-old' to delete the previous index, if it is kept")]
    public static partial void IndexRebuilt(ILogger logger, string index, long count);

    [LoggerMessage(26, LogLevel.Warning, "The index {Index} was replaced while no worker was running; comparing everything")]
    public static partial void IndexReplaced(ILogger logger, string index);

    [LoggerMessage(12, LogLevel.Warning,
        "The name {Index} is not reserved; if the index is deleted, the next write creates an index with a dynamic mapping: {Reason}")]
    public static partial void NotReserved(ILogger logger, string index, string reason);

    [LoggerMessage(22, LogLevel.Information, "Request {Kind} of {Table} by {Actor} {State}: {Outcome}")]
    public static partial void RequestEnded(ILogger logger, string kind, string table, string actor, string state, string outcome);

    [LoggerMessage(23, LogLevel.Warning, "The progress of the request {Kind} of {Table} is no longer reported: {Reason}")]
    public static partial void RequestNotReported(ILogger logger, string kind, string table, string reason);

    [LoggerMessage(24, LogLevel.Warning, "Reading the state of {Index} for the dashboard failed; retrying in 10 minutes: {Reason}")]
    public static partial void IndexNotInspected(ILogger logger, string index, string reason);

    [LoggerMessage(25, LogLevel.Warning, "Writing the times until commits are searchable failed; retrying every 15 s: {Reason}")]
    public static partial void FreshnessNotWritten(ILogger logger, string reason);
}
