namespace Vql.Storage.Postgres;

/// <summary>Living rows by their ids, and as of when.</summary>
/// <param name="FromId">The first id.</param>
/// <param name="ToId">The last id.</param>
public sealed record DocumentRange(long FromId, long ToId)
{
    /// <summary>Every row.</summary>
    public static DocumentRange All { get; } = new(long.MinValue, long.MaxValue);

    /// <summary>Only rows that changed since, or whose company did, by their own dates; null for all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>A snapshot that another session exported; null to read the rows as they are.</summary>
    public string? Snapshot { get; init; }

    /// <summary>The version of what is read in <see cref="Snapshot"/>.</summary>
    public long SnapshotVersion { get; init; }
}
