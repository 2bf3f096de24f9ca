using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;

namespace Vql.SearchNode.Searching;

/// <summary>The BM25 similarity with the default parameters of Elasticsearch (k1 = 1.2, b = 0.75).</summary>
internal static class Relevance
{
    public static Similarity Bm25 { get; } = new BM25Similarity(1.2f, 0.75f);
}

/// <summary>Creates searchers with the similarity that the index is written with.</summary>
internal sealed class Bm25SearcherFactory : SearcherFactory
{
    public override IndexSearcher NewSearcher(IndexReader reader) => new(reader) { Similarity = Relevance.Bm25 };
}
