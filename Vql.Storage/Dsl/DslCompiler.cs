using System.Text.Json;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Dsl;

/// <summary>
/// Compiles validated VQL queries to Elasticsearch's query DSL. <c>SqlStatement</c> compiles the same normal form to SQL.
/// </summary>
public static class DslCompiler
{
    /// <summary>
    /// Writes the body of a <c>_search</c> request. The hits have the sort values of the total order, which includes the UUID.
    /// </summary>
    public static void WriteSearch(Utf8JsonWriter writer, EntityFields entity, VqlQuery query) =>
        Lists.Write(writer, entity, NormalForm.Of(entity, query));

    /// <summary>Writes the body of a <c>_search</c> request that only counts the values of the facets.</summary>
    public static void WriteFacets(Utf8JsonWriter writer, EntityFields entity, VqlQuery query) =>
        Facets.WriteSearch(writer, entity, query with { Where = NormalForm.Of(entity, query.Where) });

    /// <summary>Writes the body of a <c>_count</c> request.</summary>
    public static void WriteCount(Utf8JsonWriter writer, EntityFields entity, VqlQuery query)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("query");
        new Conditions(writer, entity).Write(NormalForm.Of(entity, query.Where));
        writer.WriteEndObject();
    }
}
