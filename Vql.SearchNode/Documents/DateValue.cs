using System.Globalization;
using System.Text.RegularExpressions;

namespace Vql.SearchNode.Documents;

/// <summary>Parses dates, with date math.</summary>
internal static partial class DateValue
{
    /// <summary>
    /// Returns a JSON number as text that parses as milliseconds: four digits alone would parse as a year.
    /// </summary>
    public static string OfNumber(string number) => number.Length == 4 && number.All(char.IsAsciiDigit) ? "0000" + number : number;

    /// <summary>
    /// Parses a date into milliseconds since the Unix epoch. Returns null if the text is not a valid date.
    /// </summary>
    /// <param name="text">
    /// The date, or <c>now</c>, with optional date math. Math after a date follows <c>||</c>.
    /// </param>
    /// <param name="roundUp">Whether omitted parts and rounding resolve to the end of the unit.</param>
    /// <param name="now">The value of <c>now</c>.</param>
    public static long? Parse(string text, bool roundUp, DateTimeOffset now) =>
        Parse(text, roundUp, now, DateFormat.Default, TimeZoneInfo.Utc);

    /// <summary>Parses the date of a document, which has no date math. Returns null if the text is not a valid date.</summary>
    public static long? ParseStored(string text, DateFormat format) =>
        text.StartsWith("now", StringComparison.Ordinal) || text.Contains("||", StringComparison.Ordinal)
            ? null
            : Parse(text, roundUp: false, DateTimeOffset.UnixEpoch, format, TimeZoneInfo.Utc);

    /// <summary>Parses a date in a format. Returns null if the text is not a valid date.</summary>
    /// <param name="text">The date, as for the default format.</param>
    /// <param name="roundUp">Whether omitted parts and rounding resolve to the end of the unit.</param>
    /// <param name="now">The value of <c>now</c>.</param>
    /// <param name="format">The format.</param>
    /// <param name="zone">The zone of dates without one, and of date math.</param>
    public static long? Parse(string text, bool roundUp, DateTimeOffset now, DateFormat format, TimeZoneInfo zone)
    {
        var isNow = text.StartsWith("now", StringComparison.Ordinal);
        var bar = text.IndexOf("||", StringComparison.Ordinal);
        var (anchor, math) = isNow ? ("", text[3..]) : bar < 0 ? (text, "") : (text[..bar], text[(bar + 2)..]);
        try
        {
            var moment = isNow ? now.UtcDateTime : format.Parse(anchor, roundUp && bar < 0, zone);
            if (moment is not { } start)
            {
                return null;
            }

            var local = TimeZoneInfo.ConvertTimeFromUtc(start, zone);
            return math.Length == 0 ? Milliseconds(start)
                : Apply(DateTime.SpecifyKind(local, DateTimeKind.Utc), math, roundUp) is { } end
                    ? Milliseconds(ToUtc(DateTime.SpecifyKind(end, DateTimeKind.Unspecified), zone))
                    : null;
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>Returns the moment of a number of units since the Unix epoch. Null if the text is no number, or out of range.</summary>
    public static DateTime? OfEpoch(string text, int unit)
    {
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var count) && Math.Abs(count) < 253_402_300_800_000m / unit
            ? DateTime.UnixEpoch.AddMilliseconds((double)Math.Floor(count * unit))
            : null;
    }

    /// <summary>Returns the moment of a match: its groups are the parts of a date from the year to the offset. Null if there is
    /// none.</summary>
    public static DateTime? OfMatch(Match match, bool roundUp, TimeZoneInfo zone)
    {
        if (!match.Success)
        {
            return null;
        }

        var groups = match.Groups;
        int Part(string group, int defaultValue) =>
            groups[group].Success ? int.Parse(groups[group].ValueSpan, CultureInfo.InvariantCulture) : defaultValue;
        var end = roundUp ? 1 : 0;
        var millisecond = groups["7"].Success
            ? int.Parse(groups["7"].Value.PadRight(3, '0').AsSpan(0, 3), CultureInfo.InvariantCulture)
            : 999 * end;
        var local = new DateTime(
            Part("1", 1970), Part("2", 1), Part("3", 1), Part("4", 23 * end), Part("5", 59 * end), Part("6", 59 * end), millisecond);
        if (!groups["8"].Success)
        {
            return match.Value.EndsWith('Z') ? DateTime.SpecifyKind(local, DateTimeKind.Utc) : ToUtc(local, zone);
        }

        var offset = new TimeSpan(Part("9", 0), Part("10", 0), 0);
        return DateTime.SpecifyKind(groups["8"].Value == "-" ? local + offset : local - offset, DateTimeKind.Utc);
    }

    private static long Milliseconds(DateTime utc) => new DateTimeOffset(utc, TimeSpan.Zero).ToUnixTimeMilliseconds();

    // A local time that a zone skips is moved on by the gap.
    private static DateTime ToUtc(DateTime local, TimeZoneInfo zone) =>
        DateTime.SpecifyKind(local - zone.GetUtcOffset(local), DateTimeKind.Utc);

    private static DateTime? Apply(DateTime moment, string math, bool roundUp)
    {
        var at = 0;
        while (at < math.Length)
        {
            var match = Step().Match(math, at);
            if (!match.Success)
            {
                return null;
            }

            var unit = match.Groups[3].Value[0];
            var count = match.Groups[2].Success ? int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture) : 1;
            moment = match.Groups[1].Value switch
            {
                "+" => Shift(moment, unit, count),
                "-" => Shift(moment, unit, -count),
                _ when roundUp => Shift(Start(moment, unit), unit, 1).AddMilliseconds(-1),
                _ => Start(moment, unit),
            };
            at += match.Length;
        }

        return moment;
    }

    /// <summary>Adds a number of units.</summary>
    public static DateTime Shift(DateTime moment, char unit, int count) => unit switch
    {
        'y' => moment.AddYears(count),
        'M' => moment.AddMonths(count),
        'w' => moment.AddDays(7 * count),
        'd' => moment.AddDays(count),
        'h' or 'H' => moment.AddHours(count),
        'm' => moment.AddMinutes(count),
        _ => moment.AddSeconds(count),
    };

    /// <summary>Returns the start of a unit. A quarter is <c>q</c>.</summary>
    public static DateTime Start(DateTime moment, char unit) => unit switch
    {
        'q' => new DateTime(moment.Year, ((moment.Month - 1) / 3 * 3) + 1, 1, 0, 0, 0, DateTimeKind.Utc),
        'y' => new DateTime(moment.Year, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        'M' => new DateTime(moment.Year, moment.Month, 1, 0, 0, 0, DateTimeKind.Utc),
        'w' => moment.Date.AddDays(-(((int)moment.DayOfWeek + 6) % 7)),
        'd' => moment.Date,
        'h' or 'H' => moment.Date.AddHours(moment.Hour),
        'm' => moment.Date.AddMinutes((moment.Hour * 60) + moment.Minute),
        _ => moment.AddTicks(-(moment.Ticks % TimeSpan.TicksPerSecond)),
    };

    [GeneratedRegex(
        @"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?" +
        @"(?:T(?:(\d{2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?)?(?:Z|([+-])(\d{2}):?(\d{2})?)?)?$")]
    internal static partial Regex Iso();

    [GeneratedRegex(@"\G([+\-/])(\d{1,9})?([yMwdhHms])")]
    private static partial Regex Step();
}
