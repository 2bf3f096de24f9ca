namespace Vql.Storage.Postgres.Merging;

/// <summary>The values of a row for a merge, and where they come from.</summary>
/// <param name="Uuid">The row's uuid.</param>
/// <param name="Values">A value for each column of the merge: a string, a long, a string array, or null.</param>
/// <param name="Line">The line of the file on which they stand.</param>
/// <param name="Offset">Where the bytes of the record begin.</param>
/// <param name="Length">How many bytes the record has.</param>
/// <param name="IsCreated">Whether the merge itself inserted the row earlier: it counts as created, not as updated.</param>
public sealed record MergeRow(string Uuid, object?[] Values, long Line, long Offset, long Length, bool IsCreated);

/// <summary>A record of the file whose values the database rejects.</summary>
/// <param name="Line">The line on which it begins.</param>
/// <param name="Offset">Where its bytes begin.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="IsCreated">Whether the merge inserted the row that the values were for.</param>
/// <param name="Reason">The database's message.</param>
public sealed record RejectedChange(long Line, long Offset, long Length, bool IsCreated, string Reason);

/// <summary>A value that a merge changes.</summary>
/// <param name="Line">The line of the file on which the new value stands.</param>
/// <param name="Uuid">The row.</param>
/// <param name="Column">The column.</param>
/// <param name="Before">The value as it is, as JSON; null for none.</param>
/// <param name="After">The value as it will be, as JSON; null for none.</param>
public sealed record Difference(long Line, string Uuid, string Column, string? Before, string? After);

/// <summary>What a merge changed.</summary>
public sealed class MergeChanges
{
    /// <summary>The number of living rows that were updated.</summary>
    public long Updated { get; internal set; }

    /// <summary>The number of deleted rows that live again.</summary>
    public long Restored { get; internal set; }

    /// <summary>The number of rows whose value changed, by column.</summary>
    public Dictionary<string, long> ByColumn { get; } = [];

    /// <summary>The records that the database rejected.</summary>
    public List<RejectedChange> Rejected { get; } = [];
}
