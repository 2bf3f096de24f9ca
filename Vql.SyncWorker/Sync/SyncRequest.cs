namespace Vql.SyncWorker.Sync;

/// <summary>Which rows a sync indexes, and where. As it stands: all of them, into the entity's own index.</summary>
internal sealed record SyncRequest
{
    /// <summary>The index to write to; null for the entity's own.</summary>
    public string? Index { get; init; }

    /// <summary>At most so many rows, the oldest first.</summary>
    public long? Limit { get; init; }

    /// <summary>Only what changed since, by the rows' own dates; rows deleted since leave the index.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only these; those without a living row leave the index.</summary>
    public IReadOnlyList<string>? Uuids { get; init; }

    /// <summary>Reads as of this snapshot; null for the rows as they are when they are read.</summary>
    public SyncSnapshot? Snapshot { get; init; }

    /// <summary>Whether nobody searches the index yet, though it is there, so that it may be relaxed for the load.</summary>
    public bool IsNewIndex { get; init; }

    /// <summary>Whether it covers every row, so that what no row stands behind can be deleted.</summary>
    public bool IsWhole => Limit is null && Since is null && Uuids is null;
}

/// <summary>A snapshot that another session exported and still holds.</summary>
/// <param name="Name">The name that PostgreSQL gave it.</param>
/// <param name="Version">The version of documents read in it: epoch · 2⁴⁸ + a log position no later than the snapshot's.</param>
internal readonly record struct SyncSnapshot(string Name, long Version);
