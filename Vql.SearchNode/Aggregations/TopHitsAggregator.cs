using System.Text.Json;

namespace Vql.SearchNode.Aggregations;

/// <summary>The best hits among the documents.</summary>
internal sealed class TopHitsAggregator(JsonElement options) : IAggregator
{
    // The default of index.max_inner_result_window.
    private const int MaxWindow = 100;
    private const int DefaultSize = 3;

    public static TopHitsAggregator Read(AggregationOptions options)
    {
        foreach (var member in options.Body.EnumerateObject())
        {
            if (member.Name is not ("from" or "size" or "sort" or "_source" or "highlight" or "explain" or "version"
                or "seq_no_primary_term" or "fields" or "docvalue_fields" or "stored_fields" or "track_scores"))
            {
                throw NodeException.Parsing($"Unknown key for a value in [{options.Name}]: [{member.Name}].");
            }
        }

        if (options.Number("size", DefaultSize) == 0)
        {
            throw NodeException.OfSearch("illegal_argument_exception",
                "numHits must be > 0; please use TotalHitCountCollectorManager if you just need the total hit count");
        }

        var window = (long)options.Number("from", 0) + options.Number("size", DefaultSize);
        return window > MaxWindow
            ? throw NodeException.OfSearch("illegal_argument_exception",
                $"Top hits result window is too large, the top hits aggregator [{options.Name}]'s from + size must be less than or equal " +
                $"to: [{MaxWindow}] but was [{window}].")
            : new TopHitsAggregator(options.Body.Clone());
    }

    public bool HasBuckets => false;

    public void Write(Utf8JsonWriter writer, DocumentSets documents, IReadOnlyList<Aggregation> children) =>
        documents.Hits!.Write(writer, options, documents);
}
