using System.Text;

namespace Vql.SyncWorker.Import;

/// <summary>A record of a CSV file.</summary>
/// <param name="Line">The line on which it begins, from 1.</param>
/// <param name="Raw">As it stands in the file.</param>
/// <param name="Fields">Its fields; null when it is faulty.</param>
/// <param name="Fault">What is wrong with it; null when nothing is.</param>
internal readonly record struct CsvRecord(long Line, string Raw, IReadOnlyList<string>? Fields, string? Fault);

/// <summary>
/// Reads the records of a CSV file (RFC 4180) and goes on after a broken one. CSV libraries take
/// everything up to the next quote, thousands of rows perhaps, for part of a field whose quote was
/// never closed; here only the line that opens it is lost.
/// </summary>
internal sealed class CsvRecords(TextReader reader)
{
    private const int LongestRecord = 100;

    // Lines read ahead in vain, the next one on top.
    private readonly Stack<string> _ahead = new();
    private long _line;

    /// <summary>Reads the next record that is not blank.</summary>
    /// <param name="columns">How many fields it must have; null when any number will do.</param>
    /// <returns>The record; null at the end.</returns>
    public CsvRecord? Read(int? columns)
    {
        while (TakeLine() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                return Read(line, _line, columns);
            }
        }

        return null;
    }

    private CsvRecord Read(string first, long number, int? columns)
    {
        List<string> lines = [first];
        var raw = first;
        var (fields, fault) = CsvFields.Split(raw);
        while (fields is null && fault is null)
        {
            if (lines.Count == LongestRecord || TakeLine() is not { } next)
            {
                fault = "a quote is opened and never closed";
                break;
            }

            lines.Add(next);
            raw = string.Join('\n', lines);
            (fields, fault) = CsvFields.Split(raw);
        }

        if (fields is not null && columns is { } expected && fields.Count != expected)
        {
            fault = $"{fields.Count} fields where the header has {expected}";
        }

        if (fault is null)
        {
            return new CsvRecord(number, raw, fields, null);
        }

        // What follows the line that is at fault may be good.
        for (var index = lines.Count - 1; index > 0; index--)
        {
            _ahead.Push(lines[index]);
            _line--;
        }

        return new CsvRecord(number, first, null, fault);
    }

    private string? TakeLine()
    {
        var line = _ahead.TryPop(out var known) ? known : reader.ReadLine();
        _line += line is null ? 0 : 1;
        return line;
    }
}

/// <summary>Splits a record into its fields.</summary>
internal static class CsvFields
{
    /// <summary>The fields; or what is wrong; or neither, when the text ends within quotes.</summary>
    public static (List<string>? Fields, string? Fault) Split(string raw)
    {
        var fields = new List<string>();
        var position = 0;
        while (true)
        {
            if (position < raw.Length && raw[position] == '"')
            {
                var (value, end) = Quoted(raw, position + 1);
                if (end < 0)
                {
                    return default;
                }

                if (end < raw.Length && raw[end] != ',')
                {
                    return (null, $"text follows the closing quote of field {fields.Count + 1}");
                }

                fields.Add(value);
                position = end;
            }
            else
            {
                var comma = raw.IndexOf(',', position);
                var end = comma < 0 ? raw.Length : comma;
                fields.Add(raw[position..end]);
                position = end;
            }

            if (position == raw.Length)
            {
                return (fields, null);
            }

            position++;
        }
    }

    /// <summary>A field in quotes, as one for a file.</summary>
    public static string Quote(string value) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static (string Value, int End) Quoted(string raw, int begin)
    {
        var value = new StringBuilder();
        while (true)
        {
            var quote = raw.IndexOf('"', begin);
            if (quote < 0)
            {
                return ("", -1);
            }

            value.Append(raw, begin, quote - begin);
            if (quote + 1 == raw.Length || raw[quote + 1] != '"')
            {
                return (value.ToString(), quote + 1);
            }

            value.Append('"');
            begin = quote + 2;
        }
    }
}
