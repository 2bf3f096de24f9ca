using Lucene.Net.Index;
using Lucene.Net.Search;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.Searching;

/// <summary>Ends the collection of hits at the deadline of a search. The hits that were collected before remain.</summary>
internal sealed class DeadlineCollector(ICollector inner, SearchDeadline deadline) : ICollector
{
    // The clock is read once for so many documents.
    private const int CheckInterval = 1024;

    private int _collected;

    public bool AcceptsDocsOutOfOrder => inner.AcceptsDocsOutOfOrder;

    /// <summary>Runs a search.</summary>
    /// <param name="searcher">The snapshot of an index.</param>
    /// <param name="query">The query.</param>
    /// <param name="collector">Receives the documents.</param>
    /// <param name="deadline">The end of the search.</param>
    /// <param name="memory">The memory of the request.</param>
    /// <returns>Whether the search ended before its deadline.</returns>
    public static bool Search(IndexSearcher searcher, Query query, ICollector collector, SearchDeadline deadline, MemoryAccount memory)
    {
        try
        {
            var rewritten = searcher.Rewrite(query);
            memory.Reserve(QueryCost.Of(rewritten));
            searcher.Search(rewritten, new DeadlineCollector(collector, deadline));
            return true;
        }
        catch (DeadlineException)
        {
            return false;
        }
    }

    public void SetScorer(Scorer scorer) => inner.SetScorer(scorer);

    public void SetNextReader(AtomicReaderContext context)
    {
        deadline.ThrowIfElapsed();
        inner.SetNextReader(context);
    }

    public void Collect(int doc)
    {
        if (++_collected % CheckInterval == 0)
        {
            deadline.ThrowIfElapsed();
        }

        inner.Collect(doc);
    }
}
