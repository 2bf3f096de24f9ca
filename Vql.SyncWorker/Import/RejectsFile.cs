using System.Text;

namespace Vql.SyncWorker.Import;

/// <summary>
/// The rows that were refused, each with its line and the reason before its own columns. The import
/// ignores those two columns, so that the mended file can be imported as it is.
/// </summary>
internal sealed class RejectsFile(string path, string header) : IAsyncDisposable
{
    private const int FirstFew = 20;

    private readonly List<Reject> _first = [];
    private StreamWriter? _writer;

    public long Count { get; private set; }

    /// <summary>Where they are; null while there are none.</summary>
    public string? Path => _writer is null ? null : path;

    public IReadOnlyList<Reject> First => _first;

    public async Task AddAsync(Reject reject)
    {
        if (_writer is null)
        {
            _writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            await _writer.WriteLineAsync($"rejected_line,rejected_reason,{header}");
        }

        Count++;
        if (_first.Count < FirstFew)
        {
            _first.Add(reject);
        }

        await _writer.WriteLineAsync($"{reject.Line},{CsvFields.Quote(reject.Reason)},{reject.Raw}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null)
        {
            await _writer.DisposeAsync();
        }
    }
}
