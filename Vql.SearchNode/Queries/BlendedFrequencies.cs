using Lucene.Net.Index;
using Lucene.Net.Search;

namespace Vql.SearchNode.Queries;

/// <summary>
/// Rewrites a fuzzy query to its best terms. All of them score with the frequency of the most frequent one, so that a rare misspelling
/// does not score higher than the word.
/// </summary>
internal sealed class BlendedFrequencies(int size) : MultiTermQuery.RewriteMethod
{
    public override Query Rewrite(IndexReader reader, MultiTermQuery query)
    {
        if (new MultiTermQuery.TopTermsScoringBooleanQueryRewrite(size).Rewrite(reader, query) is not BooleanQuery terms)
        {
            return new BooleanQuery();
        }

        var frequency = terms.Clauses.Select(clause => reader.DocFreq(((TermQuery)clause.Query).Term)).DefaultIfEmpty().Max();
        var blended = new BooleanQuery(disableCoord: true) { Boost = terms.Boost };
        foreach (var clause in terms.Clauses)
        {
            blended.Add(new TermQuery(((TermQuery)clause.Query).Term, frequency) { Boost = clause.Query.Boost }, Occur.SHOULD);
        }

        return blended;
    }
}
