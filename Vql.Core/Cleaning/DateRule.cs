using System.Globalization;
using System.Text.RegularExpressions;

namespace Vql.Core.Cleaning;

/// <summary>
/// Cleans dates. A date is stored in ISO 8601 format with the precision of the input: <c>2024-02-10</c>, <c>2024-02</c> or
/// <c>2024</c>. The time of day is not stored. An ambiguous date such as <c>03/04/2024</c> is rejected unless the order of day
/// and month is specified.
/// </summary>
public static partial class DateRule
{
    private const string Expected = "is not a date: use a format such as 2024-02-10";

    private static readonly string[] Months =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    /// <summary>Cleans a date.</summary>
    /// <param name="raw">The input. Null for none.</param>
    /// <param name="order">The order of day and month in ambiguous dates.</param>
    public static Cleaned<string> Clean(string? raw, DateOrder order = DateOrder.Unknown)
    {
        var cleaned = TextRule.Clean(raw);
        if (cleaned.Value is not { } text)
        {
            return cleaned;
        }

        if (IsoDay().IsMatch(text) && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            return cleaned;
        }

        var withoutTime = Time().Replace(Weekday().Replace(Characters.Ascii(text).TrimStart('\''), ""), "");
        var date = OfDigits(withoutTime, order) ?? OfMonthName(withoutTime);
        return date is not { } read
                ? Cleaned.Rejected<string>(Number().IsMatch(text) ? "is a number, not a date: format the cell as a date" : Expected)
            : read.Value is null ? read
            : Time().IsMatch(text) ? Cleaned.Rewritten(read.Value, "contains a time of day, which is not stored")
            : Characters.IsChanged(raw, read.Value) ? Cleaned.Rewritten(read.Value, "is stored in ISO 8601 format")
            : Cleaned.Literal(read.Value);
    }

    private static Cleaned<string>? OfDigits(string text, DateOrder order)
    {
        if (YearFirst().Match(text) is { Success: true } iso)
        {
            return Of(iso.Groups["year"].Value, Part(iso, "month"), Part(iso, "day"));
        }

        if (MonthFirst().Match(text) is { Success: true } monthly)
        {
            return Of(monthly.Groups["year"].Value, Part(monthly, "month"), null);
        }

        if (YearLast().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var (first, second, year) = (Part(match, "first"), Part(match, "second"), match.Groups["year"].Value);
        return (first, second) switch
        {
            ( > 12, _) => Of(year, second, first),
            (_, > 12) => Of(year, first, second),
            _ when first == second => Of(year, first, second),
            _ when order == DateOrder.DayFirst => Of(year, second, first),
            _ when order == DateOrder.MonthFirst => Of(year, first, second),
            _ => Cleaned.Rejected<string>("is ambiguous: write it as 2024-02-10, or specify the order of day and month"),
        };
    }

    private static Cleaned<string>? OfMonthName(string text)
    {
        if (MonthName().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var name = match.Groups["month"].Value.ToLowerInvariant();
        var month = Array.FindIndex(Months, known => known == name || known[..3] == name || (name == "sept" && known == "september"));
        return month < 0 ? null : Of(match.Groups["year"].Value, month + 1, match.Groups["day"].Success ? Part(match, "day") : null);
    }

    private static Cleaned<string>? Of(string year, int? month, int? day)
    {
        var number = int.Parse(year, CultureInfo.InvariantCulture);
        if (number < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(number, month ?? 1))
        {
            return Cleaned.Rejected<string>("is not a valid calendar date");
        }

        var text = (month, day) switch
        {
            (null, _) => year,
            (_, null) => string.Create(CultureInfo.InvariantCulture, $"{year}-{month:00}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{year}-{month:00}-{day:00}"),
        };
        return Cleaned.Literal(text);
    }

    private static int? Part(Match match, string group) =>
        match.Groups[group] is { Success: true } part ? int.Parse(part.Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}$")]
    private static partial Regex IsoDay();

    [GeneratedRegex(@"^(?<year>\d{4})(?:(?<mark>[-/.])(?<month>\d{1,2})(?:\k<mark>(?<day>\d{1,2}))?|(?<month>\d{2})(?<day>\d{2}))?$")]
    private static partial Regex YearFirst();

    [GeneratedRegex(@"^(?<month>\d{1,2})[-/.](?<year>\d{4})$")]
    private static partial Regex MonthFirst();

    [GeneratedRegex(@"^(?<first>\d{1,2})(?<mark>[-/.])(?<second>\d{1,2})\k<mark>(?<year>\d{4})$")]
    private static partial Regex YearLast();

    [GeneratedRegex(
        @"^(?:(?<day>\d{1,2})(?:st|nd|rd|th|\.)?[ -]*(?:of )?[ -]?)?(?<month>[a-z]{3,9})\.?"
        + @"(?(day)|(?: +(?<day>\d{1,2})(?:st|nd|rd|th)?)?)[ ,-]+(?<year>\d{4})$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MonthName();

    [GeneratedRegex(
        @"(?<=\d)[T ,]+(?:at )?(?:[01]?\d|2[0-4])[:.h][0-5]\d(?:[:.][0-6]\d(?:[.,]\d+)?)?(?: ?[ap]\.?m\.?)?"
        + @"(?: ?(?:Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{2}:?\d{2}|[A-Z]{2,4})(?: \([^()]+\))?)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Time();

    [GeneratedRegex(
        @"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? +",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Weekday();

    [GeneratedRegex(@"^-?\d+(?:[.,]\d+)?$")]
    private static partial Regex Number();
}
