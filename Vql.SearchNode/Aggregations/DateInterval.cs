using System.Globalization;
using Vql.SearchNode.Documents;

namespace Vql.SearchNode.Aggregations;

/// <summary>An interval of a calendar, or of a fixed length, in a zone.</summary>
/// <param name="Unit">The unit of a calendar. Null for a fixed length.</param>
/// <param name="Length">The length in milliseconds. 0 for a unit of a calendar.</param>
/// <param name="Zone">The zone.</param>
internal sealed record DateInterval(char? Unit, long Length, TimeZoneInfo Zone)
{
    private const int MonthsOfQuarter = 3;

    /// <exception cref="NodeException">There is no interval, or it is invalid.</exception>
    public static DateInterval Read(AggregationOptions options, TimeZoneInfo zone)
    {
        const string option = "calendar_interval";
        var fixedLength = options.Text("fixed_interval");
        if (options[option].ValueKind != System.Text.Json.JsonValueKind.Undefined)
        {
            var calendar = options[option].ValueKind == System.Text.Json.JsonValueKind.String
                ? options.Text(option)
                : throw options.WrongType(option);
            char unit = calendar switch
            {
                "year" or "1y" => 'y',
                "quarter" or "1q" => 'q',
                "month" or "1M" => 'M',
                "week" or "1w" => 'w',
                "day" or "1d" => 'd',
                "hour" or "1h" => 'h',
                "minute" or "1m" => 'm',
                "second" or "1s" => 's',
                _ => throw AggregationOptions.Unparsable(
                    $"The supplied interval [{calendar}] could not be parsed as a calendar interval."),
            };
            return new DateInterval(unit, 0, zone);
        }

        if (fixedLength is null)
        {
            throw NodeException.OfSearch("illegal_argument_exception", "Invalid interval specified, must be non-null and non-empty");
        }

        var digits = fixedLength.AsSpan().TrimEnd("abcdefghijklmnopqrstuvwxyz");
        long factor = fixedLength[digits.Length..] switch
        {
            "ms" => 1,
            "s" => 1000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => 0,
        };
        return factor > 0 && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? new DateInterval(null, count * factor, zone)
            : throw NodeException.IllegalArgument(
                $"failed to parse setting [date_histogram.fixedInterval] with value [{fixedLength}] as a time value");
    }

    /// <summary>Returns the start of the interval of a date.</summary>
    public double Start(long milliseconds)
    {
        if (Unit is not { } unit)
        {
            var offset = Zone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)).TotalMilliseconds;
            return (Math.Floor((milliseconds + offset) / Length) * Length) - offset;
        }

        var cycle = CycleOf(milliseconds);
        return Milliseconds(DateValue.Start(Local(milliseconds - cycle), unit)) + cycle;
    }

    /// <summary>Returns the start of the next interval.</summary>
    public double Next(long start)
    {
        if (Unit is not { } unit)
        {
            return start + Length;
        }

        var cycle = CycleOf(start);
        var local = Local(start - cycle);
        return Milliseconds(unit == 'q' ? local.AddMonths(MonthsOfQuarter) : DateValue.Shift(local, unit, 1)) + cycle;
    }

    private static long CycleOf(long milliseconds) => CalendarCycle.Of(milliseconds) * CalendarCycle.Length;

    private DateTime Local(long milliseconds)
    {
        var utc = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return (utc + Zone.GetUtcOffset(utc)).UtcDateTime;
    }

    private double Milliseconds(DateTime local)
    {
        var moment = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        return new DateTimeOffset(moment, Zone.GetUtcOffset(moment)).ToUnixTimeMilliseconds();
    }
}
