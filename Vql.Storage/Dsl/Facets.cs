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

    /// <summary>Writes the search that only counts the values of facets, without hits.</summary>
    public static void WriteSearch(Utf8JsonWriter writer, EntityFields entity, VqlQuery query)
    {
        writer.WriteStartObject();
        writer.WriteNumber("size", 0);
        writer.WriteBoolean("track_total_hits", false);
        if (query.Facets is [var only])
        {
            // Elasticsearch and the search node count all rows without reading them only if no other aggregation surrounds this one.
            writer.WritePropertyName("query");
            new Conditions(writer, entity).Write(query.Where.Without(only.Field));
            writer.WriteStartObject("aggs");
            WriteValues(writer, only.Field, only);
            writer.WriteEndObject();
        }
        else
        {
            Write(writer, entity, query);
        }

        writer.WriteEndObject();
    }

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
            WriteValues(writer, Values, facet);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    // Patterns do not express typing errors, and only some of many words. The other values are removed from the response.
    private static void WriteValues(Utf8JsonWriter writer, string name, VqlFacet facet)
    {
        writer.WriteStartObject(name);
        writer.WriteStartObject("terms");
        writer.WriteString("field", facet.Field);
        if (facet.Prefix is not { } prefix)
        {
            writer.WriteNumber("size", facet.Size);
        }
        else if (facet.Tolerance != PrefixTolerance.None)
        {
            writer.WriteNumber("size", VqlFacet.MaxSize);
        }
        else
        {
            writer.WriteNumber("size", prefix.IsPattern ? facet.Size : VqlFacet.MaxSize);
            writer.WriteString("include", prefix.ToLucenePattern());
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
