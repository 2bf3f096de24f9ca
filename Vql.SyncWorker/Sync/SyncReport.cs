using Vql.Storage.Elasticsearch;
using Vql.SyncWorker.Indexing;

namespace Vql.SyncWorker.Sync;

/// <summary>What a sync of one entity came to.</summary>
/// <param name="Indexed">Documents written.</param>
/// <param name="Stale">Documents that were as new or newer in the index.</param>
/// <param name="Deleted">Documents deleted because no row stands behind them.</param>
/// <param name="Rejected">Documents that the index refuses.</param>
/// <param name="Resumed">Whether it went on where an earlier one was cut short.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record SyncReport(long Indexed, long Stale, long Deleted, Rejections Rejected, bool Resumed, TimeSpan Elapsed)
{
    public double RowsPerSecond => (Indexed + Stale) / Math.Max(Elapsed.TotalSeconds, 0.001);
}
