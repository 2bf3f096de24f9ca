using System.Text.Json.Nodes;
using Lucene.Net.Search;

namespace Vql.SearchNode.Indices;

/// <summary>An index that an expression stands for.</summary>
/// <param name="Index">The index.</param>
/// <param name="Filters">The filters of the aliases that the expression names it by, of which one must match. Empty for none.</param>
internal sealed record IndexTarget(SearchIndex Index, IReadOnlyList<JsonObject> Filters);

/// <summary>A snapshot of an index that is searched.</summary>
/// <param name="Target">The index.</param>
/// <param name="Searcher">The snapshot.</param>
internal sealed record SearchedIndex(IndexTarget Target, IndexSearcher Searcher)
{
    public SearchIndex Index => Target.Index;

    /// <summary>Runs a search on the last refresh of indices.</summary>
    public static T Search<T>(IReadOnlyList<IndexTarget> targets, Func<IReadOnlyList<SearchedIndex>, T> search)
    {
        var searched = new List<SearchedIndex>();
        try
        {
            foreach (var target in targets)
            {
                searched.Add(new SearchedIndex(target, target.Index.Acquire()));
            }

            return search(searched);
        }
        finally
        {
            searched.ForEach(index => index.Index.Release(index.Searcher));
        }
    }
}
