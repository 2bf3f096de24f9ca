using System.Text.Json;
using Vql.Core.Language;
using Vql.Storage.Dsl;

namespace Vql.Storage.Elasticsearch;

/// <summary>Reads the results of the aggregations that <see cref="Facets"/> writes for facets.</summary>
internal static class FacetReader
{
    public static IReadOnlyList<FacetCounts> Read(ref Utf8JsonReader reader)
    {
        reader.Read();
        using var aggregations = JsonDocument.ParseValue(ref reader);
        return
        [
            .. aggregations.RootElement.EnumerateObject().Select(facet => new FacetCounts(
                facet.Name,
                [
                    .. facet.Value.GetProperty(Facets.Rows).GetProperty(Facets.Values).GetProperty("buckets")
                        .EnumerateArray()
                        .Select(bucket => new FacetCount(
                            bucket.GetProperty("key").GetString()!, bucket.GetProperty("doc_count").GetInt64())),
                ])),
        ];
    }
}
