using Vql.SyncWorker.Import.Files;

namespace Vql.SyncWorker.Import;

/// <summary>
/// Writes rejected rows, and rows that were imported without a value, with their original bytes. Two columns with the line
/// and the reason precede the columns of the file. The import ignores these two columns, so that the corrected file can be
/// imported directly. If nothing is rejected, the file of an earlier import is deleted.
/// </summary>
/// <param name="path">The path of the file; null to write no file.</param>
/// <param name="source">The imported file.</param>
internal sealed class RejectsFile(string? path, RowSource source) : IDisposable
{
    private const int MaxExamples = 20;

    private readonly List<Reject> _first = [];
    private FileStream? _stream;
    private bool _hasFailed;

    /// <summary>The columns before those of the file.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["rejected_line", "rejected_reason"];

    public long Count { get; private set; }

    /// <summary>The path of the file; null if it was not written.</summary>
    public string? Path => _stream is null ? null : path;

    public IReadOnlyList<Reject> First => _first;

    /// <summary>Adds a row that was not imported.</summary>
    public void Add(SourceRow row, string reason)
    {
        Count++;
        if (_first.Count < MaxExamples)
        {
            _first.Add(new Reject(row.Line, reason));
        }

        Write(row, reason);
    }

    /// <summary>Adds a row that was imported without a value.</summary>
    public void AddImported(SourceRow row, string reason) => Write(row, $"imported without {reason}");

    /// <summary>Deletes the file of an earlier import if nothing was rejected.</summary>
    /// <returns>Whether a file was deleted.</returns>
    public bool DeleteStale()
    {
        var stale = path is not null && _stream is null && !_hasFailed && File.Exists(path);
        if (stale)
        {
            File.Delete(path!);
        }

        return stale;
    }

    public void Dispose() => _stream?.Dispose();

    private void Write(SourceRow row, string reason)
    {
        if (path is null || _hasFailed)
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
            _hasFailed = true;
            source.Notices.Add($"the rejected rows cannot be written to {path}: {exception.Message}");
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
