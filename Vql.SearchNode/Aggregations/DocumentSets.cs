using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Vql.SearchNode.Queries;

namespace Vql.SearchNode.Aggregations;

/// <summary>An index whose documents are aggregated.</summary>
/// <param name="Searcher">The snapshot.</param>
/// <param name="Queries">Reads the queries of filters.</param>
internal sealed record AggregatedIndex(IndexSearcher Searcher, QueryReader Queries);

/// <summary>Writes the hits of the search that are in a bucket.</summary>
internal interface IHitSource
{
    /// <summary>Writes the member <c>hits</c>.</summary>
    /// <param name="writer">Receives the hits.</param>
    /// <param name="options">The options of the search that hits of buckets can have: their number, their order, and their content.</param>
    /// <param name="documents">The documents of the bucket.</param>
    void Write(Utf8JsonWriter writer, JsonElement options, DocumentSets documents);
}

/// <summary>Documents of a segment, in ascending order.</summary>
/// <param name="Index">The index.</param>
/// <param name="Leaf">The segment.</param>
/// <param name="Documents">The numbers of the documents in the segment.</param>
internal sealed record SegmentDocuments(AggregatedIndex Index, AtomicReaderContext Leaf, IReadOnlyList<int> Documents);

/// <summary>The documents of a bucket.</summary>
/// <param name="Segments">The documents by their segments.</param>
/// <param name="Indices">All indices of the search.</param>
internal sealed record DocumentSets(IReadOnlyList<SegmentDocuments> Segments, IReadOnlyList<AggregatedIndex> Indices)
{
    /// <summary>Whether the bucket contains all documents of the indices, so that the terms of an index need not be counted.</summary>
    public bool IsComplete { get; private init; }

    /// <summary>Whether the names of aggregations are written with their types.</summary>
    public bool HasTypedKeys { get; private init; }

    /// <summary>The maximum number of buckets, which all aggregations of a search share.</summary>
    public BucketLimit Limit { get; init; } = new();

    /// <summary>Writes the hits of a bucket.</summary>
    public IHitSource? Hits { get; init; }

    /// <summary>The number of documents.</summary>
    public long Count => Segments.Sum(segment => (long)segment.Documents.Count);

    /// <summary>Returns the documents of indices that match their queries.</summary>
    public static DocumentSets Matching(
        IReadOnlyList<AggregatedIndex> indices, Func<AggregatedIndex, Query> query, bool hasTypedKeys)
    {
        var segments = new List<SegmentDocuments>();
        foreach (var index in indices)
        {
            var collector = new Collector(index, segments);
            index.Searcher.Search(query(index), collector);
        }

        return new DocumentSets(segments, indices)
        {
            IsComplete = indices.All(index => query(index) is MatchAllDocsQuery),
            HasTypedKeys = hasTypedKeys,
        };
    }

    /// <summary>Returns those of the documents that match a query.</summary>
    public DocumentSets Where(Func<AggregatedIndex, Query> query)
    {
        if (IsComplete && Indices.All(index => query(index) is MatchAllDocsQuery))
        {
            return this;
        }

        var weights = Indices.ToDictionary(index => index, index => index.Searcher.CreateNormalizedWeight(query(index)));
        return Selected([.. Segments.Select(segment => Where(segment, weights[segment.Index]))]);
    }

    /// <summary>Returns those of the documents that a function selects.</summary>
    public DocumentSets Where(Func<SegmentDocuments, Func<int, bool>> select) => Selected(
        [.. Segments.Select(segment => segment with { Documents = [.. segment.Documents.Where(select(segment))] })]);

    /// <summary>Returns a selection of the documents.</summary>
    public DocumentSets Selected(IReadOnlyList<SegmentDocuments> segments) =>
        new(segments, Indices) { HasTypedKeys = HasTypedKeys, Hits = Hits, Limit = Limit };

    private static SegmentDocuments Where(SegmentDocuments segment, Weight weight)
    {
        var scorer = weight.GetScorer(segment.Leaf, segment.Leaf.AtomicReader.LiveDocs);
        var matches = new FixedBitSet(segment.Leaf.AtomicReader.MaxDoc);
        if (scorer is not null)
        {
            matches.Or(scorer);
        }

        return segment with { Documents = [.. segment.Documents.Where(matches.Get)] };
    }

    private sealed class Collector(AggregatedIndex index, List<SegmentDocuments> segments) : ICollector
    {
        private List<int> _documents = [];

        public bool AcceptsDocsOutOfOrder => false;

        public void SetScorer(Scorer scorer)
        {
        }

        public void SetNextReader(AtomicReaderContext context) => segments.Add(new SegmentDocuments(index, context, _documents = []));

        public void Collect(int doc) => _documents.Add(doc);
    }
}
