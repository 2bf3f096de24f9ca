using Vql.Storage.Postgres.Merging;
using Vql.SyncWorker.Import.Columns;

namespace Vql.SyncWorker.Import;

/// <summary>A row that was not imported.</summary>
/// <param name="Line">The line of the file on which it begins, from 1.</param>
/// <param name="Reason">What is wrong with it, for people.</param>
internal readonly record struct Reject(long Line, string Reason);

/// <summary>A row that means the same as an earlier row of the file.</summary>
/// <param name="Line">Its line.</param>
/// <param name="Earlier">The line of the earlier row.</param>
internal readonly record struct MergedRow(long Line, long Earlier);

/// <summary>A change of one value, as a dry run lists it.</summary>
internal sealed record ValueChange(string Table, Difference Difference);

/// <summary>What became of the rows of one table.</summary>
internal sealed class TableReport
{
    public long Created { get; set; }

    public long Updated { get; set; }

    /// <summary>Deleted rows that live again.</summary>
    public long Restored { get; set; }

    public long Unchanged { get; set; }

    /// <summary>The number of rows whose value changed, by column.</summary>
    public IReadOnlyDictionary<string, long> UpdatedColumns { get; set; } = new Dictionary<string, long>();

    public long Written => Created + Updated + Restored;
}

/// <summary>What an import did, or would do.</summary>
internal sealed record ImportReport
{
    public required string Format { get; init; }

    public required ColumnMap Columns { get; init; }

    public required IReadOnlyList<string> Notices { get; init; }

    public required bool IsDryRun { get; init; }

    public required TableReport Companies { get; init; }

    public required TableReport Contacts { get; init; }

    public required ValueReport Values { get; init; }

    /// <summary>Rows in the file.</summary>
    public required long Rows { get; init; }

    public required long Rejected { get; init; }

    /// <summary>The first of them.</summary>
    public required IReadOnlyList<Reject> FirstRejects { get; init; }

    /// <summary>Where all of them are kept; null when there are none.</summary>
    public required string? RejectsFile { get; init; }

    /// <summary>Rows that were merged into an earlier row of the file.</summary>
    public required long Merged { get; init; }

    /// <summary>The first of them.</summary>
    public required IReadOnlyList<MergedRow> FirstMerged { get; init; }

    /// <summary>The first changes of a dry run.</summary>
    public required IReadOnlyList<ValueChange> Changes { get; init; }

    public required TimeSpan Elapsed { get; init; }

    public long Imported => Rows - Rejected;

    /// <summary>Values that could not be read; their rows were imported without them.</summary>
    public long RejectedValues => Values.Counts.Where(values => values.Key.Reading == ValueReport.Rejected).Sum(values => values.Value.Count);

    public double RowsPerSecond => Rows / Math.Max(Elapsed.TotalSeconds, 0.001);
}
