using System.Text.Json;
using System.Text.Json.Nodes;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Vql.SearchNode.Aggregations;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.Searching;

/// <summary>Writes the hits of a search that are in a bucket of an aggregation.</summary>
internal sealed class TopHits(IReadOnlyList<SearchedIndex> indices, JsonElement search, DateTimeOffset now, ResponseFormat format)
    : IHitSource
{
    private const int DefaultSize = 3;

    public void Write(Utf8JsonWriter writer, JsonElement options, DocumentSets documents)
    {
        var body = JsonObject.Create(options)!;
        body["size"] ??= DefaultSize;
        body["track_total_hits"] = true;
        if (search.TryGetProperty("fields", out var fields) && !body.ContainsKey("fields"))
        {
            body["fields"] = JsonNode.Parse(fields.GetRawText());
        }

        if (search.TryGetProperty("query", out var query))
        {
            body["query"] = JsonNode.Parse(query.GetRawText());
        }

        using var runner = new SearchRunner(indices, JsonSerializer.SerializeToElement(body), now, format);
        runner.WriteHits(writer, new InBucket(documents));
    }

    /// <summary>The documents of a bucket.</summary>
    private sealed class InBucket(DocumentSets documents) : Filter
    {
        public override DocIdSet GetDocIdSet(AtomicReaderContext context, IBits acceptDocs)
        {
            var selected = new FixedBitSet(context.AtomicReader.MaxDoc);
            foreach (var document in documents.Segments.Where(segment => segment.Leaf.AtomicReader == context.AtomicReader)
                .SelectMany(segment => segment.Documents))
            {
                selected.Set(document);
            }

            return selected;
        }
    }
}
