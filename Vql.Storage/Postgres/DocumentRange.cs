namespace Vql.Storage.Postgres;

/// <summary>A range of rows by their ids. Deleted rows are excluded.</summary>
/// <param name="FromId">The first id.</param>
/// <param name="ToId">The last id.</param>
public sealed record DocumentRange(long FromId, long ToId)
{
    /// <summary>The range of all rows.</summary>
    public static DocumentRange All { get; } = new(long.MinValue, long.MaxValue);

    /// <summary>The start of the changes to read, by the dates of the rows and their companies. Null for all rows.</summary>
    public DateTimeOffset? Since { get; init; }
}
