using Vql.Storage.Elasticsearch;
using Vql.SyncWorker.Indexing;

namespace Vql.SyncWorker.Sync;

/// <summary>The result of a sync of an entity.</summary>
/// <param name="Indexed">The number of written documents.</param>
/// <param name="Stale">The number of documents that were not written, because the index has the same or a newer version.</param>
/// <param name="Deleted">The number of deleted documents without a row.</param>
/// <param name="Rejected">The rejected documents.</param>
/// <param name="Resumed">Whether an interrupted sync was resumed.</param>
/// <param name="Elapsed">The duration.</param>
internal sealed record SyncReport(long Indexed, long Stale, long Deleted, Rejections Rejected, bool Resumed, TimeSpan Elapsed)
{
    public double RowsPerSecond => (Indexed + Stale) / Math.Max(Elapsed.TotalSeconds, 0.001);
}
