namespace Vql.SyncWorker.Import.Files;

/// <summary>
/// Reads the records of a CSV file and recovers after broken ones. If a quote is never closed, CSV libraries read everything
/// up to the next quote as part of the field, which can be thousands of rows. This reader loses only the line with the
/// opening quote. Regardless of the quotes, time is linear in the size of the file, and memory is bounded by the longest
/// record.
/// </summary>
internal sealed class CsvRecordReader(LineReader lines, char delimiter)
{
    /// <summary>Maximum length of a record, in characters.</summary>
    public const int MaxRecordLength = 1024 * 1024;

    private const string NeverClosed = "a quote is opened and never closed";

    private readonly CsvFields _fields = new(delimiter);

    // Lines that were read for a broken record and are read again, the next one on top.
    private readonly Stack<Line> _ahead = new();
    private readonly List<Line> _lines = [];

    // The last line that was read within a quote that is never closed. A quote that is open at the end of an earlier line is
    // never closed either, so its end is not searched for again.
    private long _openThrough;

    /// <summary>The number of columns of the table; 0 if it is unknown.</summary>
    public int Columns { get; set; }

    /// <summary>Whether the file has a blank after each delimiter.</summary>
    public bool IsSpaced { get; set; }

    /// <summary>Reads the next record that is not blank.</summary>
    /// <returns>The record; null at the end of the file.</returns>
    public SourceRow? Read()
    {
        while (TakeLine() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line.Text) || line.Text.Contains(delimiter, StringComparison.Ordinal))
            {
                return Read(line);
            }
        }

        return null;
    }

    private SourceRow Read(Line first)
    {
        if (first.IsTooLong)
        {
            return Faulty(first, $"the line is longer than {MaxRecordLength:N0} characters");
        }

        _lines.Clear();
        _lines.Add(first);
        _fields.Reset();
        long size = first.Text.Length;
        var end = _fields.Add(first.Text);
        while (end == RecordEnd.WithinQuotes)
        {
            if (_lines[^1].Number < _openThrough || size > MaxRecordLength || TakeLine() is not { } next)
            {
                end = RecordEnd.NeverClosed;
                break;
            }

            _lines.Add(next);
            size += next.Text.Length + 1;
            end = next.IsTooLong ? RecordEnd.NeverClosed : _fields.Add(next.Text);
        }

        if (end == RecordEnd.NeverClosed)
        {
            _openThrough = Math.Max(_openThrough, _lines[^1].Number);
            for (var index = _lines.Count - 1; index > 0; index--)
            {
                _ahead.Push(_lines[index]);
            }

            return Faulty(first, NeverClosed);
        }

        var fault = _fields.Fault ?? (ContainsRows()
            ? $"a quoted field contains the rows up to line {_lines[^1].Number}; a quote is missing or misplaced"
            : null);
        return new SourceRow(first.Number, fault is null ? _fields.ToArray() : null, fault)
        {
            Lines = _lines.Count,
            Offset = first.Offset,
            Length = _lines[^1].Offset + _lines[^1].Length - first.Offset,
        };
    }

    // Returns whether a quoted field contains rows. Prose has blanks after commas, and its lines do not have a field for
    // every column.
    private bool ContainsRows()
    {
        // If a misplaced quote joins rows, the quote closes in the same column in which it opens.
        var (field, close) = _fields.Span;
        if (_lines.Count == 1 || Columns < 2
            || _lines[^1].Text.AsSpan(0, close).Count(delimiter) != field || (field == 0 && _lines.Count == 2))
        {
            return false;
        }

        var rows = 0;
        var others = 0;
        for (var index = 1; index < _lines.Count; index++)
        {
            var isRow = (IsSpaced ? _lines[index].Text.Count(value => value == delimiter) : Delimiters(_lines[index].Text)) == Columns - 1;
            if (!isRow && (index == 1 || index == _lines.Count - 1))
            {
                return false;
            }

            (rows, others) = isRow ? (rows + 1, others) : (rows, others + (string.IsNullOrWhiteSpace(_lines[index].Text) ? 0 : 1));
        }

        return rows >= others;
    }

    private int Delimiters(string text)
    {
        var count = 0;
        for (var index = 0; index < text.Length; index++)
        {
            count += text[index] == delimiter && (index + 1 == text.Length || text[index + 1] != ' ') ? 1 : 0;
        }

        return count;
    }

    private static SourceRow Faulty(Line line, string fault) =>
        new(line.Number, null, fault) { Lines = 1, Offset = line.Offset, Length = line.Length };

    private Line? TakeLine() => _ahead.TryPop(out var known) ? known : lines.Read();
}
