using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;

namespace Vql.SearchNode.Searching;

/// <summary>BM25 with Elasticsearch's parameters (k1 = 1.2, b = 0.75).</summary>
internal static class Relevance
{
    public static Similarity Bm25 { get; } = new BM25Similarity(1.2f, 0.75f);
}

/// <summary>Gives each searcher the similarity that the index was written with.</summary>
internal sealed class RelevantSearchers : SearcherFactory
{
    public override IndexSearcher NewSearcher(IndexReader reader) => new(reader) { Similarity = Relevance.Bm25 };
}
