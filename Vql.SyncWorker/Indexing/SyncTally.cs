using Vql.Storage.Elasticsearch;

namespace Vql.SyncWorker.Indexing;

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
