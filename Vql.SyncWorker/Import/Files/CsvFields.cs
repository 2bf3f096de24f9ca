using System.Text;

namespace Vql.SyncWorker.Import.Files;

/// <summary>The states of a record at the end of a line.</summary>
internal enum RecordEnd
{
    /// <summary>The record ends with the line.</summary>
    Complete,

    /// <summary>The line ends within a quoted field.</summary>
    WithinQuotes,

    /// <summary>A quote of an earlier line was never closed, because another field opens a quote.</summary>
    NeverClosed,
}

/// <summary>
/// Splits a record into fields, line by line (RFC 4180). Blanks around quotes are not part of the field. After an error, it
/// continues to the end of the record, so that lines within its quotes are not read as rows.
/// </summary>
internal sealed class CsvFields(char delimiter)
{
    private readonly List<string> _fields = [];
    private readonly StringBuilder _value = new();
    private bool _withinQuotes;

    /// <summary>The first error; null if there is none.</summary>
    public string? Fault { get; private set; }

    /// <summary>The index of the multi-line field, and the position of its closing quote in the last line.</summary>
    public (int Field, int Close) Span { get; private set; }

    /// <summary>Returns the fields of a complete record.</summary>
    public string[] ToArray() => [.. _fields];

    public int Count => _fields.Count;

    /// <summary>Returns a value as a quoted field.</summary>
    public static string Quote(string value) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Begins a record.</summary>
    public void Reset()
    {
        _fields.Clear();
        _value.Clear();
        _withinQuotes = false;
        Span = default;
        Fault = null;
    }

    /// <summary>Adds the next line of the record.</summary>
    public RecordEnd Add(string line)
    {
        if (!_withinQuotes && !line.Contains('"', StringComparison.Ordinal))
        {
            AddPlain(line);
            return RecordEnd.Complete;
        }

        var position = 0;
        var opensHere = !_withinQuotes;
        while (true)
        {
            if (!_withinQuotes)
            {
                var begin = SkipBlanks(line, position);
                if (begin == line.Length || line[begin] != '"')
                {
                    var next = EndOfField(line, position);
                    _fields.Add(line[position..next]);
                    position = next;
                }
                else
                {
                    _value.Clear();
                    _withinQuotes = opensHere = true;
                    position = begin + 1;
                }
            }

            if (_withinQuotes)
            {
                (position, var end) = AddQuoted(line, position, opensHere);
                if (end != RecordEnd.Complete)
                {
                    return end;
                }

                _withinQuotes = false;
                _fields.Add(_value.ToString());
            }

            if (position == line.Length)
            {
                return RecordEnd.Complete;
            }

            position++;
        }
    }

    private void AddPlain(string line)
    {
        var begin = 0;
        while (line.IndexOf(delimiter, begin) is var end and >= 0)
        {
            _fields.Add(line[begin..end]);
            begin = end + 1;
        }

        _fields.Add(begin == 0 ? line : line[begin..]);
    }

    /// <summary>Reads the rest of a quoted field.</summary>
    /// <returns>The end of the field, if the line contains it.</returns>
    private (int Position, RecordEnd End) AddQuoted(string line, int position, bool opensHere)
    {
        while (true)
        {
            var quote = line.IndexOf('"', position);
            if (quote < 0)
            {
                _value.Append(line, position, line.Length - position).Append('\n');
                return (line.Length, RecordEnd.WithinQuotes);
            }

            // Two quotes represent one. An unpaired quote closes the field.
            var after = quote;
            while (after < line.Length && line[after] == '"')
            {
                after++;
            }

            _value.Append(line, position, quote - position).Append('"', (after - quote) / 2);
            position = after;
            if ((after - quote) % 2 == 0)
            {
                continue;
            }

            var end = SkipBlanks(line, after);
            if (end == line.Length || line[end] == delimiter)
            {
                Span = opensHere ? Span : (_fields.Count, quote);
                return (end, RecordEnd.Complete);
            }

            Fault ??= $"text follows the closing quote of field {_fields.Count + 1}";
            if (BeginsField(line, quote))
            {
                return opensHere ? (line.LastIndexOf(delimiter, quote), RecordEnd.Complete) : (quote, RecordEnd.NeverClosed);
            }
        }
    }

    private int EndOfField(string line, int from) => line.IndexOf(delimiter, from) is var end and >= 0 ? end : line.Length;

    private bool BeginsField(string line, int quote)
    {
        var before = quote - 1;
        while (before >= 0 && IsBlank(line[before]))
        {
            before--;
        }

        return before < 0 || line[before] == delimiter;
    }

    private int SkipBlanks(string line, int position)
    {
        while (position < line.Length && IsBlank(line[position]))
        {
            position++;
        }

        return position;
    }

    private bool IsBlank(char value) => value is ' ' or '\t' && value != delimiter;
}
