using System.Globalization;
using System.Text.Json;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Elasticsearch;

/// <summary>
/// Compiles validated VQL queries to Elasticsearch's query DSL. <c>SqlCompiler</c> compiles the same queries to SQL.
/// </summary>
public static class DslCompiler
{
    internal const string FacetRows = "rows";
    internal const string FacetValues = "values";

    /// <summary>
    /// Writes the body of a <c>_search</c> request. The hits have the sort values of the total order, which includes the UUID.
    /// </summary>
    public static void WriteSearch(Utf8JsonWriter writer, EntityFields entity, VqlQuery query)
    {
        var order = VqlOrder.Total(query.OrderBy);
        writer.WriteStartObject();
        WriteStoredFields(writer, query);
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

    /// <summary>Writes the body of a <c>_count</c> request.</summary>
    public static void WriteCount(Utf8JsonWriter writer, EntityFields entity, VqlQuery query)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("query");
        new DslWhere(writer, entity).Write(query.Where);
        writer.WriteEndObject();
    }

    // No stored fields are loaded: the UUID is a sort value, which is read from doc values. Even the _id of a hit requires
    // decompressing a block of stored fields, which is a third of the cost of a list of 25. Highlighting needs the source.
    private static void WriteStoredFields(Utf8JsonWriter writer, VqlQuery query)
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
                    // By default, Elasticsearch selects the value by the sort direction.
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

    // Without fragments, the whole text is highlighted. The fields are names and titles, which are short.
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

    // Global aggregations ignore the query, because each facet has its own conditions.
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

    /// <summary>Returns the sort value that Elasticsearch uses for a missing number or date.</summary>
    internal static long MissingNumber(VqlOrder member) =>
        member.Descending == member.MissingFirst ? long.MaxValue : long.MinValue;
}
