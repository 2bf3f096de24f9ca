using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Documents;

/// <summary>A format of dates: named ones and patterns, separated by <c>||</c>. The first one prints.</summary>
internal sealed class DateFormat
{
    private static readonly ConcurrentDictionary<string, DateFormat> Known = new();

    private static readonly Dictionary<string, string?> Names = new()
    {
        ["strict_date_optional_time"] = null,
        ["date_optional_time"] = null,
        ["strict_date_optional_time_nanos"] = null,
        ["iso8601"] = null,
        ["epoch_millis"] = null,
        ["epoch_second"] = null,
        ["date"] = "yyyy-MM-dd",
        ["basic_date"] = "yyyyMMdd",
        ["year"] = "yyyy",
        ["year_month"] = "yyyy-MM",
        ["year_month_day"] = "yyyy-MM-dd",
        ["date_hour"] = "yyyy-MM-dd'T'HH",
        ["date_hour_minute"] = "yyyy-MM-dd'T'HH:mm",
        ["date_hour_minute_second"] = "yyyy-MM-dd'T'HH:mm:ss",
        ["date_hour_minute_second_millis"] = "yyyy-MM-dd'T'HH:mm:ss.SSS",
        ["date_time"] = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
        ["date_time_no_millis"] = "yyyy-MM-dd'T'HH:mm:ssXXX",
    };

    private readonly List<(string Name, string? Pattern, Regex? Expression)> _parts = [];

    private DateFormat(string text)
    {
        Text = text;
        foreach (var part in text.Split("||"))
        {
            var name = part.StartsWith("strict_", StringComparison.Ordinal) && !Names.ContainsKey(part) ? part["strict_".Length..] : part;
            var pattern = Names.TryGetValue(name, out var named) ? named : part;
            _parts.Add((name, pattern, pattern is null ? null : Compile(part, pattern)));
        }
    }

    /// <summary>The default format of date fields.</summary>
    public static DateFormat Default { get; } = Read("strict_date_optional_time||epoch_millis");

    /// <summary>The format of numbers.</summary>
    public static DateFormat Milliseconds { get; } = Read("epoch_millis");

    /// <summary>The name of the format.</summary>
    public string Text { get; }

    /// <summary>Returns the format of a field.</summary>
    public static DateFormat Of(FieldMapping? field) => field?.Format is { } format ? Read(format) : Default;

    /// <summary>Reads a format.</summary>
    /// <exception cref="NodeException">The format is unknown, or the node does not support it.</exception>
    public static DateFormat Read(string text) => Known.GetOrAdd(text, static format => new DateFormat(format));

    /// <summary>Parses a date without math. Null if no part of the format matches.</summary>
    /// <param name="text">The date.</param>
    /// <param name="roundUp">Whether omitted parts resolve to the end of the unit.</param>
    /// <param name="zone">The zone of dates without one.</param>
    public DateTime? Parse(string text, bool roundUp, TimeZoneInfo zone)
    {
        foreach (var (name, _, expression) in _parts)
        {
            var parsed = name switch
            {
                "epoch_millis" => DateValue.OfEpoch(text, 1),
                "epoch_second" => DateValue.OfEpoch(text, 1000),
                _ => DateValue.OfMatch((expression ?? DateValue.Iso()).Match(text), roundUp, zone),
            };
            if (parsed is not null)
            {
                return parsed;
            }
        }

        return null;
    }

    /// <summary>Prints a date.</summary>
    public string Print(long milliseconds, TimeZoneInfo? zone = null)
    {
        var (name, pattern, _) = _parts[0];
        if (name is "epoch_millis" or "epoch_second")
        {
            return (name == "epoch_millis" ? milliseconds : milliseconds / 1000).ToString(CultureInfo.InvariantCulture);
        }

        var cycle = CalendarCycle.Of(milliseconds);
        var utc = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds - (cycle * CalendarCycle.Length));
        var local = zone is null ? utc : utc.ToOffset(zone.GetUtcOffset(utc));
        var year = local.Year + (cycle * CalendarCycle.Years);
        var text = new StringBuilder();
        foreach (var (letter, count, literal) in Elements(pattern ?? "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"))
        {
            text.Append(letter switch
            {
                'y' or 'u' => count == 2 ? (year % 100).ToString("D2", CultureInfo.InvariantCulture)
                    : Number(year, Math.Min(count, 4)),
                'M' => count == 3 ? local.ToString("MMM", CultureInfo.InvariantCulture) : Number(local.Month, count),
                'd' => Number(local.Day, count),
                'H' => Number(local.Hour, count),
                'm' => Number(local.Minute, count),
                's' => Number(local.Second, count),
                'S' => $"{local.Millisecond:D3}000000"[..Math.Min(count, 9)],
                'X' or 'Z' => local.Offset == TimeSpan.Zero && letter == 'X' ? "Z" : local.ToString("zzz", CultureInfo.InvariantCulture),
                _ => literal,
            });
        }

        return text.ToString();
    }

    /// <summary>Returns a zone by its offset or name.</summary>
    /// <exception cref="NodeException">There is no such zone.</exception>
    public static TimeZoneInfo Zone(string text)
    {
        if (text is "Z" or "UTC")
        {
            return TimeZoneInfo.Utc;
        }

        var digits = text.AsSpan(text.Length > 0 && text[0] is '+' or '-' ? 1 : 0);
        if (digits.Length < text.Length && TimeSpan.TryParseExact(
            digits, digits.Contains(':') ? "hh\\:mm" : digits.Length > 2 ? "hhmm" : digits.Length == 2 ? "hh" : "%h",
            CultureInfo.InvariantCulture, out var offset)
            && offset <= TimeSpan.FromHours(14))
        {
            return TimeZoneInfo.CreateCustomTimeZone(text, text[0] == '-' ? -offset : offset, text, text);
        }

        return digits.Length == text.Length && TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone)
            ? zone
            : throw NodeException.IllegalArgument($"java.time.zone.ZoneRulesException: Unknown time-zone ID: {text}");
    }

    private static string Number(int value, int digits) => value.ToString($"D{digits}", CultureInfo.InvariantCulture);

    private static Regex Compile(string name, string pattern)
    {
        var text = new StringBuilder("^");
        foreach (var (letter, count, literal) in Elements(pattern))
        {
            var digits = count == 1 ? "{1,2}" : $"{{{count}}}";
            text.Append(letter switch
            {
                'y' or 'u' => count == 4 || count == 1 ? @"(?<1>\d{4})" : throw Unsupported(name, letter),
                'M' => count <= 2 ? $@"(?<2>\d{digits})" : throw Unsupported(name, letter),
                'd' => $@"(?<3>\d{digits})",
                'H' => $@"(?<4>\d{digits})",
                'm' => $@"(?<5>\d{digits})",
                's' => $@"(?<6>\d{digits})",
                'S' => $@"(?<7>\d{{{count}}})",
                'X' or 'Z' => @"(?:Z|(?<8>[+-])(?<9>\d{2}):?(?<10>\d{2})?)",
                '\0' => Regex.Escape(literal),
                _ => throw Unsupported(name, letter),
            });
        }

        return new Regex(text.Append('$').ToString(), RegexOptions.CultureInvariant);
    }

    private static NodeException Unsupported(string name, char letter) =>
        NodeException.IllegalArgument($"Invalid format: [{name}]: Unknown pattern letter: {letter}");

    // Runs of the same letter, and literals, which may be quoted.
    private static IEnumerable<(char Letter, int Count, string Literal)> Elements(string pattern)
    {
        for (var at = 0; at < pattern.Length;)
        {
            var letter = pattern[at];
            if (letter == '\'')
            {
                var end = pattern.IndexOf('\'', at + 1);
                end = end < 0 ? pattern.Length : end;
                yield return ('\0', 0, end == at + 1 ? "'" : pattern[(at + 1)..end]);
                at = end + 1;
            }
            else if (!char.IsAsciiLetter(letter))
            {
                yield return ('\0', 0, letter.ToString());
                at++;
            }
            else
            {
                var count = pattern.AsSpan(at).IndexOfAnyExcept(letter) is var length and > 0 ? length : pattern.Length - at;
                yield return (letter, count, "");
                at += count;
            }
        }
    }
}
