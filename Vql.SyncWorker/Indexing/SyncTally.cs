using Vql.Storage.Elasticsearch;

namespace Vql.SyncWorker.Indexing;

/// <summary>Counts the results of the writers of a sync. Thread-safe.</summary>
internal sealed class SyncTally
{
    private readonly Lock _counting = new();

    public long Indexed { get; private set; }

    public long Stale { get; private set; }

    public long Deleted { get; private set; }

    public Rejections Rejected { get; } = new();

    /// <summary>Adds the results of a completed writer.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="deleted">The number of its operations that were deletions.</param>
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
