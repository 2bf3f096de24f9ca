using System.Globalization;
using System.Text.Json;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Elasticsearch;

/// <summary>VQL → Elasticsearch's query language. Takes validated queries; its twin is the compiler to SQL.</summary>
public static class DslCompiler
{
    /// <summary>Writes the body of a <c>_search</c>: its hits carry their total order's sort values, the uuid among them.</summary>
    public static void WriteSearch(Utf8JsonWriter writer, EntityFields entity, VqlQuery query)
    {
        var order = VqlOrder.Total(query.OrderBy);
        writer.WriteStartObject();
        writer.WriteBoolean("_source", false);
        writer.WriteBoolean("track_total_hits", false);
        writer.WritePropertyName("query");
        WriteWhere(writer, query.Where);
        writer.WriteNumber("size", query.EffectiveLimit);
        if (query.Page > 0)
        {
            writer.WriteNumber("from", query.Offset);
        }

        WriteOrder(writer, order);
        WriteCursor(writer, entity, order, query.Cursor);
        writer.WriteEndObject();
    }

    /// <summary>Writes the body of a <c>_count</c>.</summary>
    public static void WriteCount(Utf8JsonWriter writer, VqlQuery query)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("query");
        WriteWhere(writer, query.Where);
        writer.WriteEndObject();
    }

    private static void WriteWhere(Utf8JsonWriter writer, VqlWhere where)
    {
        writer.WriteStartObject();
        if (where.IsEverything)
        {
            writer.WriteStartObject("match_all");
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteStartObject("bool");
            WriteMust(writer, where);
            WriteFilter(writer, where);
            WriteMustNot(writer, where);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    // Only texts score, so only they stand in must.
    private static void WriteMust(Utf8JsonWriter writer, VqlWhere where)
    {
        if (where.TextMatches.Must.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("must");
        foreach (var alternatives in where.TextMatches.Must.GroupBy(match => match.Field))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("bool");
            writer.WriteStartArray("should");
            foreach (var match in alternatives)
            {
                WriteText(writer, match);
            }

            writer.WriteEndArray();
            writer.WriteNumber("minimum_should_match", 1);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteFilter(Utf8JsonWriter writer, VqlWhere where)
    {
        if (where.KeywordMatch.Must.Count + where.RangeQuery.Must.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("filter");
        foreach (var match in where.KeywordMatch.Must)
        {
            WriteKeyword(writer, match);
        }

        foreach (var match in where.RangeQuery.Must)
        {
            WriteRange(writer, match);
        }

        writer.WriteEndArray();
    }

    private static void WriteMustNot(Utf8JsonWriter writer, VqlWhere where)
    {
        if (where.TextMatches.MustNot.Count + where.KeywordMatch.MustNot.Count + where.RangeQuery.MustNot.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("must_not");
        foreach (var match in where.TextMatches.MustNot)
        {
            WriteText(writer, match);
        }

        foreach (var match in where.KeywordMatch.MustNot)
        {
            WriteKeyword(writer, match);
        }

        foreach (var match in where.RangeQuery.MustNot)
        {
            WriteRange(writer, match);
        }

        writer.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter writer, TextMatch match)
    {
        writer.WriteStartObject();
        writer.WriteStartObject(match.Type == SearchType.Exact ? "match_phrase" : "match");
        writer.WriteStartObject(match.Type == SearchType.Substring ? match.Field + IndexDefinition.NgramSuffix : match.Field);
        writer.WriteString("query", match.Text);
        if (match.Type == SearchType.Exact)
        {
            writer.WriteNumber("slop", match.Slop);
        }
        else
        {
            writer.WriteString("operator", match.Operator == MatchOperator.Or ? "or" : "and");
        }

        if (match.Type == SearchType.Shuffle)
        {
            WriteFuzziness(writer, match.Fuzzy);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteFuzziness(Utf8JsonWriter writer, bool fuzzy)
    {
        if (fuzzy)
        {
            writer.WriteString("fuzziness", "AUTO");
        }
        else
        {
            writer.WriteNumber("fuzziness", 0);
        }
    }

    private static void WriteKeyword(Utf8JsonWriter writer, KeywordMatch match)
    {
        writer.WriteStartObject();
        writer.WriteStartObject(match.IsList ? "terms" : "term");
        writer.WritePropertyName(match.Field);
        VqlWriter.WriteKeywordValues(writer, match);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteRange(Utf8JsonWriter writer, RangeMatch match)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("range");
        writer.WritePropertyName(match.Field);
        VqlWriter.WriteBounds(writer, match);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteOrder(Utf8JsonWriter writer, IReadOnlyList<VqlOrder> order)
    {
        writer.WriteStartArray("sort");
        foreach (var member in order)
        {
            writer.WriteStartObject();
            writer.WriteStartObject(member.Field);
            writer.WriteString("order", member.Descending ? "desc" : "asc");
            if (member.MissingFirst)
            {
                writer.WriteString("missing", "_first");
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteCursor(
        Utf8JsonWriter writer, EntityFields entity, IReadOnlyList<VqlOrder> order, IReadOnlyList<string?> cursor)
    {
        if (cursor.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("search_after");
        for (var index = 0; index < cursor.Count; index++)
        {
            if (entity[order[index].Field].Kind is FieldKind.Number or FieldKind.Date)
            {
                writer.WriteNumberValue(cursor[index] is { } number
                    ? long.Parse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
                    : MissingNumber(order[index]));
            }
            else
            {
                writer.WriteStringValue(cursor[index]);
            }
        }

        writer.WriteEndArray();
    }

    /// <summary>What Elasticsearch sorts a document without that number or date as.</summary>
    internal static long MissingNumber(VqlOrder member) =>
        member.Descending == member.MissingFirst ? long.MaxValue : long.MinValue;
}
