using Vql.SyncWorker.Import.Files;
using Vql.SyncWorker.Import.Rows;

namespace Vql.SyncWorker.Import;

/// <summary>Rows of a file that are written in one batch.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Rejected">The rows that cannot be imported, with the reasons.</param>
/// <param name="Read">The number of rows that were read.</param>
/// <param name="Fraction">The fraction of the file that has been read, 0 to 1.</param>
internal sealed record ImportBatch(
    IReadOnlyList<ImportRow> Rows, IReadOnlyList<(SourceRow Row, string Reason)> Rejected, int Read, double Fraction)
{
    /// <summary>Reads the next batch, which is empty at the end of the file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="cleaner">The cleaner of the rows.</param>
    /// <param name="size">The maximum number of rows to read.</param>
    public static ImportBatch Next(RowSource source, RowCleaner cleaner, int size)
    {
        var rows = new List<ImportRow>(size);
        var rejected = new List<(SourceRow, string)>();
        var read = 0;
        while (read < size && source.Read() is { } row)
        {
            read++;
            var (clean, fault) = cleaner.Clean(row);
            if (clean is not null)
            {
                rows.Add(clean);
            }
            else
            {
                rejected.Add((row, fault!));
            }
        }

        return new ImportBatch(rows, rejected, read, source.Fraction);
    }
}
