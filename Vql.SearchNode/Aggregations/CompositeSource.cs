using System.Globalization;
using System.Text.Json;
using Lucene.Net.Util;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Aggregations;

/// <summary>A part of the keys of <c>composite</c>: the values of a field, or the intervals that contain them.</summary>
/// <param name="Name">The name of the part.</param>
/// <param name="Field">The field.</param>
/// <param name="IsDescending">Whether the greatest keys are first.</param>
/// <param name="HasMissing">Whether documents without a value have the key null.</param>
/// <param name="MissingFirst">Whether null is first.</param>
/// <param name="Interval">Returns the interval of a value. Null for the values themselves.</param>
/// <param name="IsInterval">Whether the intervals are those of numbers, which are never integers.</param>
/// <param name="Format">The format of dates. Null for milliseconds.</param>
/// <param name="Zone">The zone of intervals of dates. Null for UTC.</param>
internal sealed record CompositeSource(
    string Name, AggregatedField Field, bool IsDescending, bool HasMissing, bool MissingFirst, Func<double, double>? Interval,
    bool IsInterval, DateFormat? Format, TimeZoneInfo? Zone)
{
    private static readonly string[] Common = ["field", "missing_bucket", "missing_order", "order"];

    /// <summary>Reads a part, which is an object with the name as its only member.</summary>
    /// <exception cref="NodeException">The part is invalid.</exception>
    public static CompositeSource Read(JsonElement source)
    {
        if (source.ValueKind != JsonValueKind.Object || source.EnumerateObject().ToList() is not [var named]
            || named.Value.ValueKind != JsonValueKind.Object || named.Value.EnumerateObject().ToList() is not [var typed])
        {
            throw AggregationOptions.Unparsable("[composite] failed to parse field [sources]");
        }

        var options = new AggregationOptions(named.Name, typed.Name, typed.Value);
        if (typed.Value.ValueKind != JsonValueKind.Object)
        {
            throw AggregationOptions.Unparsable("[composite] failed to parse field [sources]");
        }

        var (isDescending, hasMissing) = (Order(options) == "desc", options.Flag("missing_bucket"));
        var missingFirst = options.Text("missing_order")?.ToLowerInvariant() switch
        {
            null or "default" => !isDescending,
            "first" => true,
            "last" => false,
            var other => throw NodeException.IllegalArgument($"Unknown missing order: [{other}]"),
        };
        var (interval, zone) = IntervalOf(options);
        var format = typed.Name != "date_histogram" || options.Text("format") is not { } text ? null : DateFormat.Read(text);
        return new CompositeSource(
            named.Name, options.Field(), isDescending, hasMissing, missingFirst, interval, typed.Name == "histogram", format, zone);
    }

    /// <summary>Returns the function that reads the keys of a segment's documents.</summary>
    public Func<int, IReadOnlyList<object?>> ReaderOf(SegmentDocuments segment)
    {
        var mapped = segment.Index.Queries.Mapping.Find(Field.Name);
        return document =>
        {
            List<object?> keys = mapped is null ? [] :
            [
                .. ColumnValues.Of(segment.Leaf.AtomicReader, mapped, document).Select(value => KeyOf(mapped, value)).Distinct(),
            ];
            return keys.Count > 0 || !HasMissing ? keys : [null];
        };
    }

    /// <summary>Compares two keys of this part.</summary>
    public int Compare(object? left, object? right)
    {
        if (left is null || right is null)
        {
            return (left is null, right is null) switch
            {
                (true, true) => 0,
                (true, false) => MissingFirst ? -1 : 1,
                _ => MissingFirst ? 1 : -1,
            };
        }

        var order = left is string text
            ? new BytesRef(text).CompareTo(new BytesRef((string)right))
            : System.Collections.Comparer.Default.Compare(left, right);
        return IsDescending ? -order : order;
    }

    /// <summary>Reads the key that the buckets follow.</summary>
    /// <exception cref="NodeException">It is no key of the field.</exception>
    public object? ReadAfter(JsonElement value, IReadOnlyList<AggregatedIndex> indices)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return HasMissing ? null : throw NodeException.IllegalArgument("Invalid value, expected a value for the source " + Name);
        }

        var (mapped, text) = (Field.Find(indices), JsonText.ScalarOf(value)!);
        return mapped?.Type switch
        {
            null or FieldType.Keyword => text,
            FieldType.Boolean => text == "true",
            FieldType.Date => DateValue.Parse(text, roundUp: false, DateTimeOffset.UnixEpoch, Format ?? DateFormat.Of(mapped),
                Zone ?? TimeZoneInfo.Utc) ?? throw Unreadable(text),
            FieldType.Long when !IsInterval =>
                long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
                    : throw Unreadable(text),
            _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Unreadable(text),
        };
    }

    /// <summary>Writes a key with the name of the part.</summary>
    public void Write(Utf8JsonWriter writer, object? key)
    {
        switch (key)
        {
            case null:
                writer.WriteNull(Name);
                break;
            case long milliseconds when Format is not null:
                writer.WriteString(Name, Format.Print(milliseconds, Zone));
                break;
            case long number:
                writer.WriteNumber(Name, number);
                break;
            case double number:
                writer.WriteNumber(Name, number);
                break;
            case bool flag:
                writer.WriteBoolean(Name, flag);
                break;
            default:
                writer.WriteString(Name, (string)key);
                break;
        }
    }

    private object? KeyOf(FieldMapping mapped, object value)
    {
        if (Interval is null)
        {
            return value;
        }

        if (value is not (long or double) || (!IsInterval && mapped.Type != FieldType.Date))
        {
            throw NodeException.OfSearch("illegal_argument_exception",
                $"Field [{mapped.Name}] of type [{mapped.TypeName}] is not supported for intervals of [composite]");
        }

        var start = Interval(Convert.ToDouble(value, CultureInfo.InvariantCulture));
        return IsInterval ? (object)start : (long)start;
    }

    private static string Order(AggregationOptions options) => options.Text("order")?.ToLowerInvariant() switch
    {
        null or "asc" => "asc",
        "desc" => "desc",
        var other => throw NodeException.IllegalArgument($"Unknown sort order: [{other}]"),
    };

    private static (Func<double, double>? Interval, TimeZoneInfo? Zone) IntervalOf(AggregationOptions options)
    {
        switch (options.Kind)
        {
            case "terms":
                options.Check(Common);
                return (null, null);
            case "histogram":
                options.Check([.. Common, "interval"]);
                return double.TryParse(options.Text("interval"), NumberStyles.Float, CultureInfo.InvariantCulture, out var length)
                    && length > 0
                    ? (value => Math.Floor(value / length) * length, null)
                    : throw NodeException.IllegalArgument("[interval] must be greater than 0 for [histogram] source");
            case "date_histogram":
                options.Check([.. Common, "format", "calendar_interval", "fixed_interval", "time_zone"]);
                var zone = options.Text("time_zone") is { } name ? DateFormat.Zone(name) : TimeZoneInfo.Utc;
                var interval = DateInterval.Read(options, zone);
                return (value => interval.Start((long)value), zone);
            default:
                throw NodeException.Parsing($"invalid source type: {options.Kind}");
        }
    }

    private NodeException Unreadable(string text) =>
        NodeException.OfSearch("illegal_argument_exception", $"Invalid value [{text}] in [after] for the source [{Name}]");
}
