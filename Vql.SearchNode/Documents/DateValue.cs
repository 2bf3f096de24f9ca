using System.Globalization;
using System.Text.RegularExpressions;

namespace Vql.SearchNode.Documents;

/// <summary>Parses dates in the format <c>strict_date_optional_time||epoch_millis</c>, with date math.</summary>
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
    public static long? Parse(string text, bool roundUp, DateTimeOffset now)
    {
        var isNow = text.StartsWith("now", StringComparison.Ordinal);
        var bar = text.IndexOf("||", StringComparison.Ordinal);
        var (anchor, math) = isNow ? ("", text[3..]) : bar < 0 ? (text, "") : (text[..bar], text[(bar + 2)..]);
        try
        {
            var moment = isNow ? now.UtcDateTime : Anchor(anchor, roundUp && bar < 0);
            return moment is { } start && Apply(start, math, roundUp) is { } end
                ? new DateTimeOffset(end, TimeSpan.Zero).ToUnixTimeMilliseconds()
                : null;
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static DateTime? Anchor(string text, bool roundUp)
    {
        var match = Date().Match(text);
        if (!match.Success)
        {
            const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
            return decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var millis) && Math.Abs(millis) < 253_402_300_800_000m
                ? DateTime.UnixEpoch.AddMilliseconds((double)Math.Floor(millis))
                : null;
        }

        var groups = match.Groups;
        int Part(int group, int defaultValue) =>
            groups[group].Success ? int.Parse(groups[group].ValueSpan, CultureInfo.InvariantCulture) : defaultValue;
        var end = roundUp ? 1 : 0;
        var millisecond = groups[7].Success
            ? int.Parse(groups[7].Value.PadRight(3, '0').AsSpan(0, 3), CultureInfo.InvariantCulture)
            : 999 * end;
        var local = new DateTime(
            Part(1, 1), Part(2, 1), Part(3, 1), Part(4, 23 * end), Part(5, 59 * end), Part(6, 59 * end), millisecond, DateTimeKind.Utc);
        if (!groups[8].Success)
        {
            return local;
        }

        var offset = new TimeSpan(Part(9, 0), Part(10, 0), 0);
        return groups[8].Value == "-" ? local + offset : local - offset;
    }

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

    private static DateTime Shift(DateTime moment, char unit, int count) => unit switch
    {
        'y' => moment.AddYears(count),
        'M' => moment.AddMonths(count),
        'w' => moment.AddDays(7 * count),
        'd' => moment.AddDays(count),
        'h' or 'H' => moment.AddHours(count),
        'm' => moment.AddMinutes(count),
        _ => moment.AddSeconds(count),
    };

    private static DateTime Start(DateTime moment, char unit) => unit switch
    {
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
    private static partial Regex Date();

    [GeneratedRegex(@"\G([+\-/])(\d{1,9})?([yMwdhHms])")]
    private static partial Regex Step();
}
