using Vql.Storage.Elasticsearch;

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

/// <summary>Counts what the writers of one sync came to; several may end at once.</summary>
internal sealed class SyncTally
{
    private readonly Lock _counting = new();

    public long Indexed { get; private set; }

    public long Stale { get; private set; }

    public long Deleted { get; private set; }

    public Rejections Rejected { get; } = new();

    /// <summary>Takes what a writer that is complete came to.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="deleted">How many of its operations were deletions.</param>
    public void Add(BulkWriter writer, long deleted = 0)
    {
        lock (_counting)
        {
            Indexed += writer.Applied - deleted;
            Stale += writer.Stale;
            Deleted += deleted;
            Rejected.Add(writer.Rejected);
        }
    }
}

/// <summary>Documents that the index refuses, the first few by name.</summary>
internal sealed class Rejections
{
    private const int FirstFew = 20;

    private readonly Lock _adding = new();
    private readonly List<BulkItem> _examples = [];

    public long Count { get; private set; }

    public IReadOnlyList<BulkItem> Examples => _examples;

    /// <summary>Adds one. While a request is on its way, rows are read beside it, and either can be rejected.</summary>
    public void Add(BulkItem item)
    {
        lock (_adding)
        {
            Count++;
            if (_examples.Count < FirstFew)
            {
                _examples.Add(item);
            }
        }
    }

    public void Add(Rejections others)
    {
        Count += others.Count;
        _examples.AddRange(others._examples.Take(FirstFew - _examples.Count));
    }
}
