using Lucene.Net.Search;
using Vql.SearchNode.Queries;

namespace Vql.SearchNode.Searching;

/// <summary>Estimates the memory that a rewritten query needs while it runs.</summary>
internal static class QueryCost
{
    // Measured with queries of 20,000 to 60,000 words: the buffers of the postings of a term, its statistics, and its objects.
    private const long BytesOfTerm = 4096;

    public static long Of(Query query) => query switch
    {
        BooleanQuery clauses => clauses.Clauses.Sum(clause => Of(clause.Query)),
        DisjunctionMaxQuery alternatives => alternatives.Sum(Of),
        ConstantScoreQuery { Query: { } inner } => Of(inner),
        FilteredQuery filtered => Of(filtered.Query),
        MultiPhraseQuery phrase => phrase.GetTermArrays().Sum(terms => terms.Length) * BytesOfTerm,
        PhraseQuery phrase => phrase.GetTerms().Length * BytesOfTerm,
        SynonymQuery synonyms => synonyms.Terms.Count * BytesOfTerm,
        BlendedTermsQuery blended => blended.Bytes,
        _ => BytesOfTerm,
    };
}
