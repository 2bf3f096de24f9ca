using System.Globalization;
using System.Text.Json;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Elasticsearch;

/// <summary>VQL → Elasticsearch's query language. Takes validated queries; its twin is the compiler to SQL.</summary>
public static class DslCompiler
{
    internal const string FacetRows = "rows";
    internal const string FacetValues = "values";

    /// <summary>Writes the body of a <c>_search</c>: its hits carry their total order's sort values, the uuid among them.</summary>
    public static void WriteSearch(Utf8JsonWriter writer, EntityFields entity, VqlQuery query)
    {
        var order = VqlOrder.Total(query.OrderBy);
        writer.WriteStartObject();
        WriteNoFields(writer, query);
        writer.WriteBoolean("track_total_hits", query.Total);
        writer.WritePropertyName("query");
        new DslWhere(writer, entity).Write(query.Where);
        writer.WriteNumber("size", query.EffectiveLimit);
        if (query.Page > 0)
        {
            writer.WriteNumber("from", query.Offset);
        }

        WriteOrder(writer, entity, order);
        WriteCursor(writer, entity, order, query.Cursor);
        WritePoint(writer, query.PointInTime);
        WriteHighlight(writer, query.Highlight);
        WriteFacets(writer, entity, query);
        writer.WriteEndObject();
    }

    /// <summary>Writes the body of a <c>_count</c>.</summary>
    public static void WriteCount(Utf8JsonWriter writer, EntityFields entity, VqlQuery query)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("query");
        new DslWhere(writer, entity).Write(query.Where);
        writer.WriteEndObject();
    }

    // Nothing is loaded of a hit: its uuid is a sort value, read from a column. Even a hit's _id costs the
    // decompression of a block of stored fields, a third of what a list of 25 costs. Marking words needs the source.
    private static void WriteNoFields(Utf8JsonWriter writer, VqlQuery query)
    {
        if (query.Highlight.Count > 0)
        {
            writer.WriteBoolean("_source", false);
        }
        else
        {
            writer.WriteString("stored_fields", "_none_");
        }
    }

    private static void WriteOrder(Utf8JsonWriter writer, EntityFields entity, IReadOnlyList<VqlOrder> order)
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
                if (entity[member.Field].IsArray)
                {
                    // Elasticsearch would go by the direction of the walk.
                    writer.WriteString("mode", member.SortsByMaximum ? "max" : "min");
                }
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

    private static void WritePoint(Utf8JsonWriter writer, PointInTime? point)
    {
        if (point?.Id is { } id)
        {
            writer.WriteStartObject("pit");
            writer.WriteString("id", id);
            writer.WriteString("keep_alive", PointInTime.WriteKeepAlive(point.KeepAlive));
            writer.WriteEndObject();
        }
    }

    // The whole text with its words marked, not pieces of it: these are names and titles.
    private static void WriteHighlight(Utf8JsonWriter writer, IReadOnlyList<string> fields)
    {
        if (fields.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("highlight");
        writer.WriteNumber("number_of_fragments", 0);
        writer.WriteStartObject("fields");
        foreach (var field in fields)
        {
            writer.WriteStartObject(field);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // Beside the query, not within it: each facet has conditions of its own.
    private static void WriteFacets(Utf8JsonWriter writer, EntityFields entity, VqlQuery query)
    {
        if (query.Facets.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("aggs");
        foreach (var facet in query.Facets)
        {
            writer.WriteStartObject(facet.Field);
            writer.WriteStartObject("global");
            writer.WriteEndObject();
            writer.WriteStartObject("aggs");
            writer.WriteStartObject(FacetRows);
            writer.WritePropertyName("filter");
            new DslWhere(writer, entity).Write(query.Where.Without(facet.Field));
            writer.WriteStartObject("aggs");
            writer.WriteStartObject(FacetValues);
            writer.WriteStartObject("terms");
            writer.WriteString("field", facet.Field);
            writer.WriteNumber("size", facet.Size);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>What Elasticsearch sorts a document without that number or date as.</summary>
    internal static long MissingNumber(VqlOrder member) =>
        member.Descending == member.MissingFirst ? long.MaxValue : long.MinValue;
}
