using System.Globalization;
using System.Text.Json;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Queries;

/// <summary>Reads range queries on numbers, dates, and terms.</summary>
internal static class RangeQueries
{
    private static readonly string[] BoundNames = ["gte", "gt", "lte", "lt", "from", "to"];

    public static Query Range(QueryReader reader, JsonElement body)
    {
        var clause = Clause.Read("range", body, "gte", "gt", "lte", "lt", "from", "to",
            "include_lower", "include_upper", "format", "time_zone", "relation");
        // As in Elasticsearch, a number as a bound makes both bounds milliseconds.
        var format = clause.Text("format") is { } pattern ? DateFormat.Read(pattern)
            : BoundNames.Any(name => clause.Option(name).ValueKind == JsonValueKind.Number) ? DateFormat.Milliseconds
            : DateFormat.Of(reader.Mapping.Find(clause.Field));
        var zone = clause.Option("time_zone") is { ValueKind: not JsonValueKind.Undefined } name
            ? DateFormat.Zone(RequestValue.Text(name)) : TimeZoneInfo.Utc;
        var relation = clause.Text("relation")?.ToUpperInvariant();
        if (relation is not (null or "INTERSECTS" or "CONTAINS" or "WITHIN" or "DISJOINT"))
        {
            throw NodeException.IllegalArgument($"{relation} is not a valid relation");
        }
        if (reader.Mapping.Find(clause.Field) is not { } field)
        {
            return new BooleanQuery();
        }

        if (relation == "DISJOINT")
        {
            throw NodeException.OfQuery($"Field [{field.Name}] of type [{field.TypeName}] does not support DISJOINT ranges");
        }

        // The last option of a side decides, and null opens the side.
        var (low, lowIn, high, highIn) = ((string?)null, true, (string?)null, true);
        foreach (var option in clause.Options)
        {
            (low, lowIn, high, highIn) = option switch
            {
                "gt" => (Bound(option), false, high, highIn),
                "gte" => (Bound(option), true, high, highIn),
                "from" => (Bound(option), lowIn, high, highIn),
                "lt" => (low, lowIn, Bound(option), false),
                "lte" => (low, lowIn, Bound(option), true),
                "to" => (low, lowIn, Bound(option), highIn),
                "include_lower" => (low, clause.Flag(option, true), high, highIn),
                "include_upper" => (low, lowIn, high, clause.Flag(option, true)),
                _ => (low, lowIn, high, highIn),
            };
        }

        string? Bound(string option) => clause.Option(option).ValueKind != JsonValueKind.Array ? clause.Text(option)
            : throw (field.Type == FieldType.Date
                ? NodeException.OfSearch("parse_exception", $"failed to parse date field of [{option}] with format [{format.Text}]")
                : NodeException.OfQuery($"For input string of [{option}]"));
        return low is null && high is null
            ? TermQueries.Exists(field)
            : new ConstantScoreQuery(field.Type == FieldType.Date
                ? NumericRangeQuery.NewInt64Range(
                    field.Name, Date(reader, low, !lowIn, format, zone), Date(reader, high, highIn, format, zone), lowIn, highIn)
                : Between(reader, field, low, lowIn, high, highIn));
    }

    /// <summary>Returns a query for the documents with a value in a range. A null bound is open.</summary>
    public static Query Between(QueryReader reader, FieldMapping field, string? low, bool lowIn, string? high, bool highIn)
    {
        switch (field.Type)
        {
            case FieldType.Boolean:
                (low, high) = (low is null ? null : TermQueries.BooleanOf(low), high is null ? null : TermQueries.BooleanOf(high));
                return Between(field.Name, low, lowIn, high, highIn);
            case FieldType.Text or FieldType.Keyword:
                return Between(field.Name, low, lowIn, high, highIn);
            case FieldType.Double:
                return NumericRangeQuery.NewDoubleRange(
                    field.Name, low is null ? null : Double(field, low), high is null ? null : Double(field, high), lowIn, highIn);
            case FieldType.Date:
                // As in Elasticsearch, 'gt' and 'lte' round a date up to the end of its unit; 'gte' and 'lt' round it
                // down.
                return NumericRangeQuery.NewInt64Range(
                    field.Name, Date(reader, low, !lowIn, DateFormat.Of(field), TimeZoneInfo.Utc),
                    Date(reader, high, highIn, DateFormat.Of(field), TimeZoneInfo.Utc), lowIn, highIn);
            default:
                var min = low is null ? long.MinValue : lowIn ? Math.Ceiling(Number(field, low)) : Math.Floor(Number(field, low)) + 1;
                var max = high is null ? long.MaxValue : highIn ? Math.Floor(Number(field, high)) : Math.Ceiling(Number(field, high)) - 1;
                return min > max || min > long.MaxValue || max < long.MinValue
                    ? new BooleanQuery()
                    : NumericRangeQuery.NewInt64Range(
                        field.Name, (long)Math.Max(min, long.MinValue), (long)Math.Min(max, long.MaxValue), true, true);
        }
    }

    /// <summary>Returns a query for the documents with an integer. Those with a fraction match nothing.</summary>
    /// <exception cref="NodeException">The text is no number, or out of range.</exception>
    public static Query Exactly(QueryReader reader, FieldMapping field, string text) =>
        Math.Floor(Number(field, text)) == Number(field, text) ? Between(reader, field, text, true, text, true) : new BooleanQuery();

    private static TermRangeQuery Between(string field, string? low, bool lowIn, string? high, bool highIn) =>
        new(field, low is null ? null : new BytesRef(low), high is null ? null : new BytesRef(high), lowIn, highIn);

    private static long? Date(QueryReader reader, string? text, bool roundUp, DateFormat format, TimeZoneInfo zone) => text is null
        ? null
        : DateValue.Parse(text, roundUp, reader.Now, format, zone) ?? throw NodeException.OfSearch(
            "parse_exception", $"failed to parse date field [{text}] with format [{format.Text}]");

    // The bounds of the smaller types are 32-bit integers.
    private static decimal Number(FieldMapping field, string text)
    {
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            throw Unreadable(field, text);
        }

        var (min, max, type) = field.TypeName == "long"
            ? (long.MinValue, long.MaxValue, "a long")
            : (int.MinValue, int.MaxValue, "an integer");
        return number >= min && number <= max ? number : throw NodeException.OfQuery($"Value [{text}] is out of range for {type}");
    }

    private static double Double(FieldMapping field, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? field.Rounded(number)
            : throw Unreadable(field, text);

    private static NodeException Unreadable(FieldMapping field, string text) =>
        NodeException.OfQuery($"For input string: \"{text}\" of field [{field.Name}]", "number_format_exception");
}
