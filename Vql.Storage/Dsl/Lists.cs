using System.Text.Json;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Dsl;

/// <summary>Writes the searches that list rows.</summary>
internal static class Lists
{
    /// <summary>Writes the search of a page, with the total, the facets and the highlights that the query requests.</summary>
    public static void Write(Utf8JsonWriter writer, EntityFields entity, VqlQuery query)
    {
        var order = new Order(entity, VqlOrder.Total(query.OrderBy));
        writer.WriteStartObject();
        WriteStoredFields(writer, query);
        writer.WriteBoolean("track_total_hits", query.Total);
        writer.WritePropertyName("query");
        WriteQuery(writer, entity, query);
        writer.WriteNumber("size", query.EffectiveLimit);
        if (query.Page > 0)
        {
            writer.WriteNumber("from", query.Offset);
        }

        order.Write(writer);
        order.WriteAfter(writer, query.Cursor);
        WritePoint(writer, query.PointInTime);
        WriteHighlight(writer, query.Highlight);
        Facets.Write(writer, entity, query);
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

    // Without the relevance, the scores of Elasticsearch have no effect.
    private static void WriteQuery(Utf8JsonWriter writer, EntityFields entity, VqlQuery query)
    {
        var conditions = new Conditions(writer, entity);
        if (query.OrderBy.FirstOrDefault(member => member.IsRelevance) is { } relevance)
        {
            Relevance.Write(writer, conditions, query.Where, relevance.Scores);
        }
        else
        {
            conditions.Write(query.Where);
        }
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
}
