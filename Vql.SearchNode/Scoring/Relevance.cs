using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;

namespace Vql.SearchNode.Scoring;

/// <summary>The similarities of indices.</summary>
internal static class Relevance
{
    /// <summary>The similarity of Elasticsearch 8.</summary>
    public static Similarity Current { get; } = new ElasticsearchSimilarity();

    /// <summary>The similarity of indices of older nodes, whose norms are rounded lengths of another kind.</summary>
    public static Similarity Old { get; } = new BM25Similarity(1.2f, 0.75f);
}

/// <summary>Creates searchers with the similarity that the index is written with.</summary>
internal sealed class SimilaritySearcherFactory(Similarity similarity) : SearcherFactory
{
    public override IndexSearcher NewSearcher(IndexReader reader) => new(reader) { Similarity = similarity };
}
