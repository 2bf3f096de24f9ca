using Vql.Storage.Postgres.Merging;
using Vql.SyncWorker.Import.Columns;

namespace Vql.SyncWorker.Import;

/// <summary>A row that was not imported.</summary>
/// <param name="Line">The number of the row's first line, from 1.</param>
/// <param name="Reason">The reason for the rejection.</param>
internal readonly record struct Reject(long Line, string Reason);

/// <summary>A row that was merged into an earlier row of the file.</summary>
/// <param name="Line">The line of the row.</param>
/// <param name="Earlier">The line of the earlier row.</param>
internal readonly record struct MergedRow(long Line, long Earlier);

/// <summary>A change of a value that a dry run reports.</summary>
internal sealed record ValueChange(string Table, Difference Difference);

/// <summary>The result of an import for a table.</summary>
internal sealed class TableReport
{
    public long Created { get; set; }

    public long Updated { get; set; }

    /// <summary>The number of deleted rows that were restored.</summary>
    public long Restored { get; set; }

    public long Unchanged { get; set; }

    /// <summary>The number of changed values by column.</summary>
    public IReadOnlyDictionary<string, long> UpdatedColumns { get; set; } = new Dictionary<string, long>();

    public long Written => Created + Updated + Restored;
}

/// <summary>The result of an import or of a dry run.</summary>
internal sealed record ImportReport
{
    public required string Format { get; init; }

    public required ColumnMap Columns { get; init; }

    public required IReadOnlyList<string> Notices { get; init; }

    public required bool IsDryRun { get; init; }

    public required TableReport Companies { get; init; }

    public required TableReport Contacts { get; init; }

    public required ValueReport Values { get; init; }

    /// <summary>The number of rows in the file.</summary>
    public required long Rows { get; init; }

    public required long Rejected { get; init; }

    /// <summary>The first rejected rows.</summary>
    public required IReadOnlyList<Reject> FirstRejects { get; init; }

    /// <summary>The path of the file with all rejected rows; null if there are none.</summary>
    public required string? RejectsFile { get; init; }

    /// <summary>The number of rows that were merged into an earlier row of the file.</summary>
    public required long Merged { get; init; }

    /// <summary>The first merged rows.</summary>
    public required IReadOnlyList<MergedRow> FirstMerged { get; init; }

    /// <summary>The first changes of a dry run.</summary>
    public required IReadOnlyList<ValueChange> Changes { get; init; }

    public required TimeSpan Elapsed { get; init; }

    public long Imported => Rows - Rejected;

    /// <summary>The number of unreadable values. Their rows were imported without them.</summary>
    public long RejectedValues => Values.Counts
        .Where(values => values.Key.Reading == ValueReport.Rejected).Sum(values => values.Value.Count);

    public double RowsPerSecond => Rows / Math.Max(Elapsed.TotalSeconds, 0.001);
}
