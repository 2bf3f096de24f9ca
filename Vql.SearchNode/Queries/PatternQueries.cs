using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util.Automaton;
using Vql.SearchNode.Patterns;

namespace Vql.SearchNode.Queries;

/// <summary>The options of queries that stand for several terms: their letter case, and their scores.</summary>
internal static class PatternQueries
{
    /// <summary>Returns a query for terms that equal a text in any case of its ASCII letters.</summary>
    public static Query AnyCase(Term term) => Of(term, () => WildcardPattern.AnyCase(term.Text, isPrefix: false));

    /// <summary>Returns a query for terms that begin with a text in any case of its ASCII letters.</summary>
    public static MultiTermQuery AnyCasePrefix(Term term) => Of(term, () => WildcardPattern.AnyCase(term.Text, isPrefix: true));

    /// <summary>Returns a query for terms that match a pattern with wildcards.</summary>
    /// <exception cref="NodeException">The pattern is too complex.</exception>
    public static MultiTermQuery Wildcard(Term term, bool ignoresCase) => Of(term, () => WildcardPattern.Parse(term.Text, ignoresCase));

    /// <summary>Returns a query for terms that match a regular expression.</summary>
    /// <exception cref="NodeException">The expression is invalid or too complex.</exception>
    public static MultiTermQuery Regular(
        Term term, RegularOperators operators = RegularOperators.All, bool ignoresCase = false, int limit = PatternBuilder.DefaultLimit) =>
        Of(term, () => RegularExpression.Parse(term.Text, operators, ignoresCase, limit));

    /// <summary>Sets how a query scores.</summary>
    /// <exception cref="NodeException">The method is unknown.</exception>
    public static Query WithRewrite(MultiTermQuery query, string? method)
    {
        query.MultiTermRewriteMethod = method switch
        {
            null or "constant_score" or "constant_score_blended" or "constant_score_boolean" or "constant_score_auto" =>
                MultiTermQuery.CONSTANT_SCORE_FILTER_REWRITE,
            "scoring_boolean" => MultiTermQuery.SCORING_BOOLEAN_QUERY_REWRITE,
            _ when Size(method, "top_terms_boost_") is { } boosted => new MultiTermQuery.TopTermsBoostOnlyBooleanQueryRewrite(boosted),
            _ when Size(method, "top_terms_blended_freqs_") is { } blended => new BlendedFrequencies(blended),
            _ when Size(method, "top_terms_") is { } size => new MultiTermQuery.TopTermsScoringBooleanQueryRewrite(size),
            _ => throw NodeException.OfQuery($"Failed to parse rewrite_method [{method}]"),
        };
        return query;
    }

    private static int? Size(string method, string prefix) =>
        method.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(method.AsSpan(prefix.Length), out var size) && size > 0 ? size
            : null;

    private static PatternQuery Of(Term term, Func<Automaton> parse)
    {
        try
        {
            return new PatternQuery(term, parse()) { MultiTermRewriteMethod = MultiTermQuery.CONSTANT_SCORE_FILTER_REWRITE };
        }
        catch (Exception exception) when (exception is FormatException or PatternTooComplexException)
        {
            throw NodeException.OfQuery(exception.Message);
        }
    }
}
