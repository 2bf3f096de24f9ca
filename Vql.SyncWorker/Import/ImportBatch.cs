using Vql.SyncWorker.Import.Files;
using Vql.SyncWorker.Import.Rows;

namespace Vql.SyncWorker.Import;

/// <summary>Rows of a file that are written together.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Rejected">The rows among them that cannot be read, with the reasons.</param>
/// <param name="Read">The number of rows that were read for it.</param>
/// <param name="Fraction">How much of the file has been read.</param>
internal sealed record ImportBatch(IReadOnlyList<ImportRow> Rows, IReadOnlyList<(SourceRow Row, string Reason)> Rejected, int Read, double Fraction)
{
    private const int Size = 10_000;

    /// <summary>Reads the next batch; empty at the end.</summary>
    public static ImportBatch Next(RowSource source, RowCleaner cleaner)
    {
        var rows = new List<ImportRow>(Size);
        var rejected = new List<(SourceRow, string)>();
        var read = 0;
        while (read < Size && source.Read() is { } row)
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
