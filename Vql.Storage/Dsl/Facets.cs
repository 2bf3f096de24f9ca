using System.Text.Json;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Dsl;

/// <summary>Writes the aggregations that count the values of facets.</summary>
internal static class Facets
{
    /// <summary>The name of the aggregation of the matching rows.</summary>
    public const string Rows = "rows";

    /// <summary>The name of the aggregation of the values.</summary>
    public const string Values = "values";

    // Global aggregations ignore the query, because each facet has its own conditions.
    public static void Write(Utf8JsonWriter writer, EntityFields entity, VqlQuery query)
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
            writer.WriteStartObject(Rows);
            writer.WritePropertyName("filter");
            new Conditions(writer, entity).Write(query.Where.Without(facet.Field));
            writer.WriteStartObject("aggs");
            writer.WriteStartObject(Values);
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
}
