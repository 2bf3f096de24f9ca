using System.Text.Json;
using Vql.Core.Language;
using Vql.Storage.Dsl;

namespace Vql.Storage.Elasticsearch;

/// <summary>Reads the results of the aggregations that <see cref="Facets"/> writes for facets.</summary>
internal static class FacetReader
{
    public static IReadOnlyList<FacetCounts> Read(ref Utf8JsonReader reader, IReadOnlyList<VqlFacet> facets)
    {
        reader.Read();
        using var aggregations = JsonDocument.ParseValue(ref reader);
        var byField = facets.ToDictionary(facet => facet.Field);
        return [.. aggregations.RootElement.EnumerateObject().Select(result => Read(byField[result.Name], result.Value))];
    }

    private static FacetCounts Read(VqlFacet facet, JsonElement result)
    {
        var terms = result.TryGetProperty(Facets.Rows, out var rows) ? rows.GetProperty(Facets.Values) : result;
        var values = terms.GetProperty("buckets").EnumerateArray().Select(bucket => new FacetCount(
            bucket.GetProperty("key").GetString()!, bucket.GetProperty("doc_count").GetInt64()));
        return new FacetCounts(facet.Field, facet.Prefix?.Select(values, facet.Tolerance, facet.Size) ?? [.. values]);
    }
}
