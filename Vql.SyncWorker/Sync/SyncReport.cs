using Vql.Storage.Elasticsearch;

namespace Vql.SyncWorker.Sync;

/// <summary>What a sync of one entity came to.</summary>
/// <param name="Indexed">Documents written.</param>
/// <param name="Stale">Documents that were as new or newer in the index.</param>
/// <param name="Deleted">Documents deleted because no row stands behind them.</param>
/// <param name="Rejected">Documents that the index refuses.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record SyncReport(long Indexed, long Stale, long Deleted, Rejections Rejected, TimeSpan Elapsed)
{
    public double RowsPerSecond => (Indexed + Stale) / Math.Max(Elapsed.TotalSeconds, 0.001);
}

/// <summary>Documents that the index refuses, the first few by name.</summary>
internal sealed class Rejections
{
    private const int FirstFew = 20;

    private readonly List<BulkItem> _examples = [];

    public long Count { get; private set; }

    public IReadOnlyList<BulkItem> Examples => _examples;

    public void Add(BulkItem item)
    {
        Count++;
        if (_examples.Count < FirstFew)
        {
            _examples.Add(item);
        }
    }
}
