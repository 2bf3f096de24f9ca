using System.Text;

namespace Vql.SyncWorker.Import.Files;

/// <summary>How to read a file, as far as the user decides it.</summary>
/// <param name="Encoding">The encoding; null to determine it.</param>
/// <param name="Delimiter">The delimiter; null to determine it.</param>
/// <param name="Sheet">The sheet of a workbook; null for the first.</param>
internal sealed record ReadOptions(string? Encoding = null, char? Delimiter = null, string? Sheet = null);

/// <summary>A table in a file: a header and the rows below it.</summary>
internal abstract class RowSource : IDisposable
{
    /// <summary>The number of rows at the start of a file among which the header is searched.</summary>
    protected const int HeaderSearch = 30;

    private static readonly byte[][] WorkbookSignatures = [[0x50, 0x4B, 0x03, 0x04], [0xD0, 0xCF, 0x11, 0xE0]];

    /// <summary>The header.</summary>
    public abstract SourceRow Header { get; }

    /// <summary>What was read, for people.</summary>
    public abstract string Format { get; }

    /// <summary>The encoding of the rejects file.</summary>
    public abstract Encoding Encoding { get; }

    /// <summary>The delimiter of the rejects file.</summary>
    public abstract char Delimiter { get; }

    /// <summary>The byte order mark of the file, if it has one.</summary>
    public abstract ReadOnlySpan<byte> Mark { get; }

    /// <summary>How much of the file has been read, 0 to 1.</summary>
    public abstract double Fraction { get; }

    /// <summary>What a person should know about how the file was read.</summary>
    public List<string> Notices { get; } = [];

    /// <summary>Opens a file: a workbook by its first bytes, else text.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">What the user decides.</param>
    /// <param name="score">Rates a row as a header: the number of columns that are known, 0 when rows cannot be told apart by them.</param>
    /// <exception cref="InvalidInputException">The file cannot be read, or has no header.</exception>
    public static RowSource Open(FileInfo file, ReadOptions options, Func<IReadOnlyList<string>, int> score)
    {
        var stream = OpenSeekable(file);
        try
        {
            Span<byte> start = stackalloc byte[4];
            start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
            stream.Position = 0;
            foreach (var signature in WorkbookSignatures)
            {
                if (start.SequenceEqual(signature))
                {
                    return new WorkbookSource(file.FullName, stream, options.Sheet, score);
                }
            }

            return new CsvSource(file.FullName, stream, options, score);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next row.</summary>
    /// <returns>The row; null at the end.</returns>
    public abstract SourceRow? Read();

    /// <summary>Writes a row as it stands in the file.</summary>
    public abstract void CopyTo(SourceRow row, Stream target);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Ignores empty fields beyond the header, which spreadsheets write; others are a fault.</summary>
    protected static SourceRow Fit(SourceRow row, int columns)
    {
        if (row.Fields is not { } fields || fields.Length == columns)
        {
            return row;
        }

        return fields.Length > columns && Array.TrueForAll(fields[columns..], string.IsNullOrWhiteSpace)
            ? row with { Fields = fields[..columns] }
            : row with { Fields = null, Fault = $"{fields.Length} fields where the header has {columns}" };
    }

    // What cannot be read twice, such as a pipe, is copied to a temporary file first.
    private static FileStream OpenSeekable(FileInfo file)
    {
        try
        {
            var stream = file.Open(new FileStreamOptions { Options = FileOptions.SequentialScan });
            if (stream.CanSeek)
            {
                return stream;
            }

            using (stream)
            {
                var copy = new FileStream(
                    Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
                    new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose });
                stream.CopyTo(copy);
                return copy;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{file.FullName} cannot be read: {exception.Message}");
        }
    }
}
