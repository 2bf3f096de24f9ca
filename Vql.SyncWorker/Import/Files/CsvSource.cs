using System.Text;

namespace Vql.SyncWorker.Import.Files;

/// <summary>
/// A delimited text file. The encoding, the delimiter and the header line are detected. Lines before and after the table are
/// skipped with a notice.
/// </summary>
internal sealed class CsvSource : RowSource
{
    private const char EndOfFile = '\u001A';
    private const string SeparatorLine = "sep=";
    private const int MaxFooterRows = 10;
    private const int MaxExcerpt = 80;
    private const int CopyBytes = 64 * 1024;

    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly Func<IReadOnlyList<string>, int> _score;
    private readonly FileEncoding _encoding;
    private readonly CsvRecordReader _records;

    // Rows without data are a footer at the end of the file, and errors elsewhere.
    private readonly Queue<SourceRow> _footer = new();
    private readonly Queue<SourceRow> _ready = new();

    public CsvSource(string path, FileStream stream, ReadOptions options, Func<IReadOnlyList<string>, int> score)
    {
        (_path, _stream, _score) = (path, stream, score);
        _encoding = EncodingDetector.Detect(stream, options.Encoding);
        if (_encoding.Notice is { } notice)
        {
            Notices.Add(notice);
        }

        var first = new LineReader(stream, _encoding).Read()
            ?? throw new InvalidInputException($"{path} is empty. The file must have a header line.");
        var separator = Separator(first.Text);
        char[] candidates = options.Delimiter is { } forced ? [forced] : separator is { } named ? [named] : Delimiters;
        (Delimiter, Header) = FindHeader(candidates, separator is not null, score) ?? throw NoHeader(candidates, first.Text);
        _records = Open(Delimiter);
        var skipped = new List<SourceRow>();
        while (_records.Read() is { } row && row.Line != Header.Line)
        {
            skipped.Add(row);
        }

        _records.Columns = Header.Fields!.Length;
        _records.IsSpaced = Header.Fields.Length > 1 && Header.Fields.Skip(1).All(name => name.StartsWith(' '));
        skipped.RemoveAll(row => row.Line == 1 && separator is not null);
        if (skipped.Count > 0)
        {
            Notices.Add($"lines {skipped[0].Line} to {Header.Line - 1} before the header were skipped: {Excerpt(skipped[0])}");
        }
    }

    /// <inheritdoc/>
    public override SourceRow Header { get; }

    /// <inheritdoc/>
    public override string Format => $"{_encoding.Name}, delimiter {Describe(Delimiter)}, header in line {Header.Line}";

    /// <inheritdoc/>
    public override Encoding Encoding => _encoding.Encoding;

    /// <inheritdoc/>
    public override char Delimiter { get; }

    /// <inheritdoc/>
    public override double Fraction => _stream.Length == 0 ? 1 : (double)_stream.Position / _stream.Length;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Mark => _encoding.MarkBytes > 0 ? _encoding.Encoding.GetPreamble() : [];

    /// <inheritdoc/>
    public override SourceRow? Read()
    {
        while (_ready.Count == 0)
        {
            if (_records.Read() is not { } record)
            {
                ReportFooter();
                ReportIgnored();
                return null;
            }

            if (Accept(record) is not { } row)
            {
                continue;
            }

            if (IsFooter(row) && _footer.Count < MaxFooterRows)
            {
                _footer.Enqueue(row);
                continue;
            }

            while (_footer.TryDequeue(out var before))
            {
                _ready.Enqueue(Fit(before, Header.Fields!.Length));
            }

            _ready.Enqueue(Fit(WithoutEndOfFile(row), Header.Fields!.Length));
        }

        return _ready.Dequeue();
    }

    /// <inheritdoc/>
    public override void CopyTo(SourceRow row, Stream target)
    {
        var buffer = new byte[Math.Min(row.Length, CopyBytes)];
        var copied = 0L;
        while (copied < row.Length)
        {
            var length = (int)Math.Min(buffer.Length, row.Length - copied);
            var read = RandomAccess.Read(_stream.SafeFileHandle, buffer.AsSpan(0, length), row.Offset + copied);
            target.Write(buffer.AsSpan(0, read));
            copied += read;
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _stream.Dispose();

    /// <summary>Parses a delimiter: a character, or <c>tab</c>.</summary>
    /// <exception cref="InvalidInputException">The text is not a delimiter.</exception>
    public static char ParseDelimiter(string text) => text switch
    {
        "tab" or "\\t" => '\t',
        [var single] when single is not ('"' or '\r' or '\n') => single,
        _ => throw new InvalidInputException($"'{text}' is not a delimiter. Use one character, or 'tab'."),
    };

    /// <inheritdoc/>
    protected override int Score(IReadOnlyList<string> fields) => _score(fields);

    private static string Describe(char delimiter) => delimiter == '\t' ? "tab" : $"'{delimiter}'";

    private static char? Separator(string line) =>
        line.Trim('"', ' ') is var text && text.Length == SeparatorLine.Length + 1
            && text.StartsWith(SeparatorLine, StringComparison.OrdinalIgnoreCase)
            ? text[^1] : line.StartsWith(SeparatorLine + "\t", StringComparison.OrdinalIgnoreCase) ? '\t' : null;

    private static string Excerpt(SourceRow row) => row.Fields is { } fields ? Excerpt(string.Join(' ', fields)) : row.Fault!;

    private static string Excerpt(string text)
    {
        var line = string.Concat(text.ReplaceLineEndings(" ").Where(letter => !char.IsControl(letter)));
        return line.Length > MaxExcerpt ? line[..MaxExcerpt] + "…" : line;
    }

    private CsvRecordReader Open(char delimiter) => new(new LineReader(_stream, _encoding), delimiter);

    private (char Delimiter, SourceRow Header)? FindHeader(char[] candidates, bool skipsFirst, Func<IReadOnlyList<string>, int> score)
    {
        (char, SourceRow)? header = null;
        var best = 0;
        foreach (var delimiter in candidates)
        {
            var records = Open(delimiter);
            for (var count = 0; count < HeaderSearch && records.Read() is { } row; count++)
            {
                if (row.Fields is { } names && !(skipsFirst && row.Line == 1) && score(names) is var rating && rating > best)
                {
                    (best, header) = (rating, (delimiter, row));
                }
            }
        }

        return header;
    }

    private InvalidInputException NoHeader(char[] candidates, string first)
    {
        var seen = Array.FindAll(candidates, delimiter => first.Contains(delimiter, StringComparison.Ordinal));
        return new InvalidInputException(
            $"{_path}: none of the first {HeaderSearch} rows is a header with columns that identify companies or people "
            + "(company, website, company_linkedin_url; first_name, last_name, email, person_linkedin_url; or a column mapped with --map). "
            + $"Delimiters in the first line: {(seen.Length == 0 ? "none" : string.Join(' ', seen.Select(Describe)))}. "
            + $"First line: {Excerpt(first)}");
    }

    private bool IsFooter(SourceRow row) =>
        row.Fields is [var only] && (only is [EndOfFile] || (Header.Fields!.Length > 1 && !HasOtherDelimiter(only)));

    // A row of data with another delimiter than that of the header is an error.
    private bool HasOtherDelimiter(string text) =>
        Array.Exists(Delimiters, other => other != Delimiter && text.AsSpan().Count(other) == Header.Fields!.Length - 1);

    private void ReportFooter()
    {
        while (_footer.TryDequeue(out var row))
        {
            var text = Excerpt(string.Join("", row.Fields!)).Trim();
            Notices.Add($"line {row.Line} after the table was ignored: {(text.Length == 0 ? "no text" : text)}");
        }
    }

    private static SourceRow WithoutEndOfFile(SourceRow row) =>
        row.Fields is [.., [.., EndOfFile]] fields ? row with { Fields = [.. fields[..^1], fields[^1].TrimEnd(EndOfFile)] } : row;
}
