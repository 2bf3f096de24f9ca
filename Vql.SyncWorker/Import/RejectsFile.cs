using Vql.SyncWorker.Import.Files;

namespace Vql.SyncWorker.Import;

/// <summary>
/// The rejected rows, and the rows that were imported without a value, byte for byte as in the file and in its encoding. Each has its
/// line and the reason before its own columns. The import ignores those two columns, so that the corrected file can be imported as it
/// is. A file of an earlier import is deleted when nothing is rejected.
/// </summary>
/// <param name="path">Where the file is; null to keep none.</param>
/// <param name="source">The file that is imported.</param>
internal sealed class RejectsFile(string? path, RowSource source) : IDisposable
{
    private const int FirstFew = 20;

    private readonly List<Reject> _first = [];
    private FileStream? _stream;
    private bool _fails;

    /// <summary>The columns before those of the file.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["rejected_line", "rejected_reason"];

    public long Count { get; private set; }

    /// <summary>Where the rows are; null when there are none.</summary>
    public string? Path => _stream is null ? null : path;

    public IReadOnlyList<Reject> First => _first;

    /// <summary>Adds a row that was not imported.</summary>
    public void Add(SourceRow row, string reason)
    {
        Count++;
        if (_first.Count < FirstFew)
        {
            _first.Add(new Reject(row.Line, reason));
        }

        Write(row, reason);
    }

    /// <summary>Adds a row that was imported without a value.</summary>
    public void AddImported(SourceRow row, string reason) => Write(row, $"imported without {reason}");

    /// <summary>Ends the import: deletes a file of an earlier one when nothing was rejected.</summary>
    /// <returns>Whether there was one.</returns>
    public bool DeleteStale()
    {
        var stale = path is not null && _stream is null && !_fails && File.Exists(path);
        if (stale)
        {
            File.Delete(path!);
        }

        return stale;
    }

    public void Dispose() => _stream?.Dispose();

    private void Write(SourceRow row, string reason)
    {
        if (path is null || _fails)
        {
            return;
        }

        try
        {
            if (_stream is null)
            {
                _stream = new FileStream(path, FileMode.Create);
                _stream.Write(source.Mark);
                Write(string.Join(source.Delimiter, Columns) + source.Delimiter);
                CopyLine(source.Header);
            }

            Write($"{row.Line}{source.Delimiter}{CsvFields.Quote(reason.ReplaceLineEndings(" "))}{source.Delimiter}");
            CopyLine(row);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _fails = true;
            source.Notices.Add($"the rejected rows cannot be kept in {path}: {exception.Message}");
        }
    }

    private void CopyLine(SourceRow row)
    {
        source.CopyTo(row, _stream!);
        if (!EndsLine())
        {
            Write("\n");
        }
    }

    private bool EndsLine()
    {
        var end = source.Encoding.GetBytes("\n");
        var written = new byte[end.Length];
        _stream!.Flush();
        RandomAccess.Read(_stream.SafeFileHandle, written, _stream.Length - end.Length);
        return written.AsSpan().SequenceEqual(end) || written.AsSpan().SequenceEqual(source.Encoding.GetBytes("\r"));
    }

    private void Write(string text) => _stream!.Write(source.Encoding.GetBytes(text));
}
