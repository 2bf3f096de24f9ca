namespace Vql.SyncWorker.Import;

/// <summary>A row that was not imported.</summary>
/// <param name="Line">The line of the file on which it begins, from 1.</param>
/// <param name="Raw">The row as it stands in the file.</param>
/// <param name="Reason">What is wrong with it, for people.</param>
internal readonly record struct Reject(long Line, string Raw, string Reason);

/// <summary>What an import came to.</summary>
/// <param name="Rows">Rows in the file.</param>
/// <param name="Companies">Company rows written.</param>
/// <param name="Contacts">Contact rows written.</param>
/// <param name="Rejected">Rows refused.</param>
/// <param name="FirstRejects">The first of them.</param>
/// <param name="RejectsFile">Where all of them are kept; null when there are none.</param>
/// <param name="IgnoredColumns">Columns that the format does not know.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record ImportReport(
    long Rows, long Companies, long Contacts, long Rejected, IReadOnlyList<Reject> FirstRejects, string? RejectsFile,
    IReadOnlyList<string> IgnoredColumns, TimeSpan Elapsed)
{
    public long Imported => Rows - Rejected;

    public double RowsPerSecond => Rows / Math.Max(Elapsed.TotalSeconds, 0.001);
}
