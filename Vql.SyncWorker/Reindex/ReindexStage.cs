namespace Vql.SyncWorker.Reindex;

/// <summary>The stage of a reindex. The table <c>reindexes</c> contains the names in lower case.</summary>
internal enum ReindexStage
{
    /// <summary>The new index is being filled.</summary>
    Filling,

    /// <summary>The new index is complete. Searches use the old one.</summary>
    Ready,

    /// <summary>Searches use the new index. The old one is kept.</summary>
    Swapped,

    /// <summary>The old index was deleted.</summary>
    Finished,

    /// <summary>The new index was deleted. Searches use the old one.</summary>
    Aborted,
}
