using System.Text;

namespace Vql.SyncWorker.Import.Files;

/// <summary>The options for reading a file.</summary>
/// <param name="Encoding">The encoding; null to detect it.</param>
/// <param name="Delimiter">The delimiter; null to detect it.</param>
/// <param name="Sheet">The sheet of a workbook; null for the first.</param>
internal sealed record ReadOptions(string? Encoding = null, char? Delimiter = null, string? Sheet = null);

/// <summary>A table in a file: a header and the rows below it.</summary>
internal abstract class RowSource : IDisposable
{
    /// <summary>The number of rows at the start of a file that are searched for the header.</summary>
    protected const int HeaderSearch = 30;

    private static readonly byte[][] WorkbookSignatures = [[0x50, 0x4B, 0x03, 0x04], [0xD0, 0xCF, 0x11, 0xE0]];

    private readonly IgnoredRows _empty = new("empty row", "empty rows");
    private readonly IgnoredRows _repeated = new("row that repeats the header", "rows that repeat the header");
    private long _nextLine;
    private SourceRow? _otherHeader;

    /// <summary>The header.</summary>
    public abstract SourceRow Header { get; }

    /// <summary>The description of the file's format.</summary>
    public abstract string Format { get; }

    /// <summary>The encoding of the rejects file.</summary>
    public abstract Encoding Encoding { get; }

    /// <summary>The delimiter of the rejects file.</summary>
    public abstract char Delimiter { get; }

    /// <summary>The byte order mark of the file, if it has one.</summary>
    public abstract ReadOnlySpan<byte> Mark { get; }

    /// <summary>The fraction of the file that has been read, 0 to 1.</summary>
    public abstract double Fraction { get; }

    /// <summary>The notices about the reading of the file.</summary>
    public List<string> Notices { get; } = [];

    /// <summary>Opens a file. A workbook is recognized by its first bytes; other files are text.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">The options of the user.</param>
    /// <param name="score">Rates a row as a header: the number of known columns, or 0 if they do not identify rows.</param>
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
    /// <returns>The row; null at the end of the file.</returns>
    public abstract SourceRow? Read();

    /// <summary>Writes a row unchanged.</summary>
    public abstract void CopyTo(SourceRow row, Stream target);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Rates a row as a header: the number of known columns, or 0 if they do not identify rows.</summary>
    protected abstract int Score(IReadOnlyList<string> fields);

    /// <summary>
    /// Ignores empty rows and repetitions of the header, which programs write between the pages of a report. The rows of another
    /// table are errors.
    /// </summary>
    /// <returns>The row; null to ignore it.</returns>
    protected SourceRow? Accept(SourceRow row)
    {
        var follows = row.Line == _nextLine || _nextLine == 0;
        if (row.Fields is { } empty && Array.TrueForAll(empty, string.IsNullOrWhiteSpace))
        {
            _empty.Add(row.Line);
            return null;
        }

        _nextLine = row.Line + Math.Max(row.Lines, 1);
        if (row.Fields is not { } fields)
        {
            return row;
        }

        if (_otherHeader is null && IsHeader(fields))
        {
            _repeated.Add(row.Line);
            return null;
        }

        // A second table follows empty rows. Its header has only known columns.
        if (!follows && fields.Count(field => !string.IsNullOrWhiteSpace(field)) is > 1 and var columns && Score(fields) == columns)
        {
            _otherHeader = row;
        }

        return _otherHeader is { Line: var line }
            ? row with { Fields = null, Fault = $"belongs to another table, whose header is in line {line}: import it as another file" }
            : row;
    }

    /// <summary>Adds the notices about ignored rows at the end of the file.</summary>
    protected void ReportIgnored()
    {
        foreach (var ignored in new[] { _empty, _repeated })
        {
            if (ignored.TakeNotice() is { } notice)
            {
                Notices.Add(notice);
            }
        }
    }

    private bool IsHeader(string[] fields)
    {
        var names = Header.Fields!;
        for (var index = 0; index < Math.Max(fields.Length, names.Length); index++)
        {
            var field = index < fields.Length ? fields[index].AsSpan().Trim() : "";
            if (!field.SequenceEqual(index < names.Length ? names[index].AsSpan().Trim() : ""))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Removes empty fields beyond the header, which spreadsheets write. Any other difference in length is an error.
    /// </summary>
    protected static SourceRow Fit(SourceRow row, int columns)
    {
        if (row.Fields is not { } fields || fields.Length == columns)
        {
            return row;
        }

        return fields.Length > columns && Array.TrueForAll(fields[columns..], string.IsNullOrWhiteSpace)
            ? row with { Fields = fields[..columns] }
            : row with { Fields = null, Fault = $"{fields.Length} field{(fields.Length == 1 ? "" : "s")}, but the header has {columns}" };
    }

    // A source that cannot be read twice, such as a pipe, is first copied to a temporary file.
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
                return CopyToTemporary(stream);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"Cannot read {file.FullName}: {exception.Message}");
        }
    }

    private static FileStream CopyToTemporary(FileStream stream)
    {
        var copy = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose });
        try
        {
            stream.CopyTo(copy);
            copy.Position = 0;
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }
}
