namespace Vql.SyncWorker.Sync;

/// <summary>The rows that a sync indexes, and the index. By default, all rows and the index of the entity.</summary>
internal sealed record SyncRequest
{
    /// <summary>The index to write to; null for the index of the entity.</summary>
    public string? Index { get; init; }

    /// <summary>The maximum number of rows, oldest first; null for all.</summary>
    public long? Limit { get; init; }

    /// <summary>The time since which rows changed or were deleted, by their own dates; null for all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The UUIDs of the rows; null for all. The documents of UUIDs without a row are deleted.</summary>
    public IReadOnlyList<string>? Uuids { get; init; }

    /// <summary>Whether the index exists but is not searched yet, so that refreshes can be disabled during the load.</summary>
    public bool IsNewIndex { get; init; }

    /// <summary>Whether the request covers all rows, so that documents without a row can be deleted.</summary>
    public bool IsWhole => Limit is null && Since is null && Uuids is null;
}
