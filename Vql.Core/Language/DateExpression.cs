using System.Globalization;
using System.Text.RegularExpressions;

namespace Vql.Core.Language;

/// <summary>
/// Parses dates as Elasticsearch does with the format <c>strict_date_optional_time||epoch_millis</c>,
/// with date math (<c>now-1d/d</c>, <c>2024-02-10||+1M/M</c>).
/// See https://www.elastic.co/docs/reference/elasticsearch/rest-apis/common-options#date-math.
/// </summary>
public static partial class DateExpression
{
    private const int YearDigits = 4;

    /// <summary>Parses an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="roundUp">
    /// Whether missing parts and rounding resolve to the end of their unit, as for <c>gt</c> and <c>lte</c>.
    /// </param>
    /// <param name="now">The time of <c>now</c>.</param>
    /// <param name="moment">The time in UTC, truncated to milliseconds.</param>
    /// <returns>Whether the text is a date expression.</returns>
    public static bool TryParse(string text, bool roundUp, DateTimeOffset now, out DateTimeOffset moment)
    {
        string math;
        if (text.StartsWith("now", StringComparison.Ordinal))
        {
            moment = now.ToUniversalTime();
            math = text[3..];
        }
        else
        {
            var separator = text.IndexOf("||", StringComparison.Ordinal);
            var date = separator < 0 ? text : text[..separator];
            math = separator < 0 ? "" : text[(separator + 2)..];
            if (!TryParseDate(date, roundUp && separator < 0, out moment))
            {
                return false;
            }
        }

        try
        {
            if (!TryApply(math, roundUp, ref moment))
            {
                return false;
            }

            moment = DateTimeOffset.FromUnixTimeMilliseconds(moment.ToUnixTimeMilliseconds());
            return true;
        }
        catch (ArgumentOutOfRangeException)
        {
            return false;
        }
    }

    /// <summary>Returns the expression for a JSON number, which is always in milliseconds and never a year.</summary>
    public static string OfNumber(string number) =>
        number.Length == YearDigits && number.All(char.IsAsciiDigit) ? number.PadLeft(2 * YearDigits, '0') : number;

    private static bool TryParseDate(string text, bool roundUp, out DateTimeOffset moment)
    {
        moment = default;
        var match = DatePattern().Match(text);
        if (!match.Success)
        {
            return TryParseEpoch(text, out moment);
        }

        int Part(string name, int defaultValue) =>
            match.Groups[name].Success ? int.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture) : defaultValue;

        try
        {
            moment = new DateTimeOffset(
                Part("year", 1), Part("month", 1), Part("day", 1),
                Part("hour", roundUp ? 23 : 0), Part("minute", roundUp ? 59 : 0), Part("second", roundUp ? 59 : 0),
                Milliseconds(match.Groups["fraction"], roundUp), TimeSpan.Zero);
            moment -= Offset(match.Groups["zone"].Value);
            return true;
        }
        catch (ArgumentOutOfRangeException)
        {
            return false;
        }
    }

    private static int Milliseconds(Group fraction, bool roundUp) =>
        fraction.Success
            ? int.Parse(fraction.Value.PadRight(3, '0').AsSpan(0, 3), CultureInfo.InvariantCulture)
            : roundUp ? 999 : 0;

    private static TimeSpan Offset(string zone)
    {
        if (zone is "" or "Z")
        {
            return TimeSpan.Zero;
        }

        var digits = zone[1..].Replace(":", "", StringComparison.Ordinal).PadRight(4, '0');
        var offset = new TimeSpan(
            int.Parse(digits.AsSpan(0, 2), CultureInfo.InvariantCulture), int.Parse(digits.AsSpan(2, 2), CultureInfo.InvariantCulture), 0);
        return zone[0] == '-' ? -offset : offset;
    }

    private static bool TryParseEpoch(string text, out DateTimeOffset moment)
    {
        moment = default;
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds < DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
            || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return false;
        }

        moment = DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Floor(milliseconds));
        return true;
    }

    private static bool TryApply(string math, bool roundUp, ref DateTimeOffset moment)
    {
        var position = 0;
        while (position < math.Length)
        {
            var match = MathPattern().Match(math, position);
            if (!match.Success)
            {
                return false;
            }

            var unit = match.Groups["unit"].Value[0];
            if (match.Groups["op"].Value == "/")
            {
                var floor = Floor(moment, unit);
                moment = roundUp ? Add(floor, 1, unit).AddMilliseconds(-1) : floor;
            }
            else
            {
                var count = match.Groups["count"].Success ? match.Groups["count"].ValueSpan : "1";
                if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
                {
                    return false;
                }

                moment = Add(moment, match.Groups["op"].Value == "-" ? -amount : amount, unit);
            }

            position += match.Length;
        }

        return true;
    }

    private static DateTimeOffset Add(DateTimeOffset moment, int amount, char unit) => unit switch
    {
        'y' => moment.AddYears(amount),
        'M' => moment.AddMonths(amount),
        'w' => moment.AddDays(7.0 * amount),
        'd' => moment.AddDays(amount),
        'h' or 'H' => moment.AddHours(amount),
        'm' => moment.AddMinutes(amount),
        _ => moment.AddSeconds(amount),
    };

    private static DateTimeOffset Floor(DateTimeOffset moment, char unit) => unit switch
    {
        'y' => new DateTimeOffset(moment.Year, 1, 1, 0, 0, 0, TimeSpan.Zero),
        'M' => new DateTimeOffset(moment.Year, moment.Month, 1, 0, 0, 0, TimeSpan.Zero),
        // Weeks begin on Monday in Elasticsearch.
        'w' => new DateTimeOffset(moment.Date, TimeSpan.Zero).AddDays(-(((int)moment.DayOfWeek + 6) % 7)),
        'd' => new DateTimeOffset(moment.Date, TimeSpan.Zero),
        'h' or 'H' => new DateTimeOffset(moment.Ticks - (moment.Ticks % TimeSpan.TicksPerHour), TimeSpan.Zero),
        'm' => new DateTimeOffset(moment.Ticks - (moment.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero),
        _ => new DateTimeOffset(moment.Ticks - (moment.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero),
    };

    [GeneratedRegex(
        """
        ^(?<year>[0-9]{4})(-(?<month>[0-9]{2})(-(?<day>[0-9]{2}))?)?
        (T((?<hour>[0-9]{2})(:(?<minute>[0-9]{2})(:(?<second>[0-9]{2})([.,](?<fraction>[0-9]{1,9}))?)?)?)?
        (?<zone>Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?\z
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex DatePattern();

    [GeneratedRegex(@"\G(?<op>[+\-/])(?<count>[0-9]+)?(?<unit>[yMwdhHms])", RegexOptions.CultureInvariant)]
    private static partial Regex MathPattern();
}
