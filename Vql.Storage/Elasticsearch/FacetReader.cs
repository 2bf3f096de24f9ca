using System.Text.Json;

namespace Vql.Storage.Elasticsearch;

/// <summary>A facet's values.</summary>
/// <param name="Field">The field.</param>
/// <param name="Values">Its values with their counts, the most frequent first, ties by value.</param>
public sealed record FacetCounts(string Field, IReadOnlyList<FacetCount> Values);

/// <summary>How many documents hold a value.</summary>
public readonly record struct FacetCount(string Value, long Count);

/// <summary>Reads the aggregations that the compiler writes for facets.</summary>
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
                    .. facet.Value.GetProperty(DslCompiler.FacetRows).GetProperty(DslCompiler.FacetValues).GetProperty("buckets").EnumerateArray()
                        .Select(bucket => new FacetCount(bucket.GetProperty("key").GetString()!, bucket.GetProperty("doc_count").GetInt64())),
                ])),
        ];
    }
}
