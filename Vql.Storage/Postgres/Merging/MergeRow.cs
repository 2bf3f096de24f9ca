namespace Vql.Storage.Postgres.Merging;

/// <summary>A row for a merge and its position in the file.</summary>
/// <param name="Uuid">The UUID of the row.</param>
/// <param name="Values">The value of each column of the merge: a string, a long, a string array, or null.</param>
/// <param name="Line">The line of the record in the file.</param>
/// <param name="Offset">The byte offset of the record in the file.</param>
/// <param name="Length">The length of the record in bytes.</param>
/// <param name="IsCreated">Whether the import inserted the row. The row is then counted as created, not as updated.</param>
public sealed record MergeRow(string Uuid, object?[] Values, long Line, long Offset, long Length, bool IsCreated);

/// <summary>A record of the file that the database rejected.</summary>
/// <param name="Line">The first line of the record in the file.</param>
/// <param name="Offset">The byte offset of the record in the file.</param>
/// <param name="Length">The length of the record in bytes.</param>
/// <param name="IsCreated">Whether the import inserted the row that the record changes.</param>
/// <param name="Reason">The message of the database.</param>
public sealed record RejectedChange(long Line, long Offset, long Length, bool IsCreated, string Reason);

/// <summary>A value that a merge changes.</summary>
/// <param name="Line">The line of the new value in the file.</param>
/// <param name="Uuid">The UUID of the row.</param>
/// <param name="Column">The name of the column.</param>
/// <param name="Before">The current value as JSON. Null for none.</param>
/// <param name="After">The new value as JSON. Null for none.</param>
public sealed record Difference(long Line, string Uuid, string Column, string? Before, string? After);

/// <summary>The changes of a merge.</summary>
public sealed class MergeChanges
{
    /// <summary>The number of updated rows, without restored ones.</summary>
    public long Updated { get; internal set; }

    /// <summary>The number of deleted rows that were restored.</summary>
    public long Restored { get; internal set; }

    /// <summary>The number of changed values by column.</summary>
    public Dictionary<string, long> ByColumn { get; } = [];

    /// <summary>The records that the database rejected.</summary>
    public List<RejectedChange> Rejected { get; } = [];
}
