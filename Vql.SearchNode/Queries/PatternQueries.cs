using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util.Automaton;

namespace Vql.SearchNode.Queries;

/// <summary>The options of queries that stand for several terms: their letter case, and their scores.</summary>
internal static class PatternQueries
{
    private const int MaxAsciiRune = 128;

    /// <summary>Returns a query for terms that equal a text in any case of its ASCII letters.</summary>
    public static Query AnyCase(Term term) => new AutomatonQuery(term, Finished(Runes(term.Text)));

    /// <summary>Returns a query for terms that begin with a text in any case of its ASCII letters.</summary>
    public static MultiTermQuery AnyCasePrefix(Term term) =>
        new AutomatonQuery(term, Finished([.. Runes(term.Text), BasicAutomata.MakeAnyString()]));

    /// <summary>Returns a query for terms that match a pattern in any case of its ASCII letters.</summary>
    public static MultiTermQuery AnyCaseWildcard(Term term)
    {
        var parts = new List<Automaton>();
        var isEscaped = false;
        foreach (var rune in term.Text.EnumerateRunes())
        {
            if (!isEscaped && rune.Value == '\\')
            {
                isEscaped = true;
                continue;
            }

            parts.Add(isEscaped ? AnyCase(rune.Value) : rune.Value switch
            {
                '*' => BasicAutomata.MakeAnyString(),
                '?' => BasicAutomata.MakeAnyChar(),
                var letter => AnyCase(letter),
            });
            isEscaped = false;
        }

        if (isEscaped)
        {
            parts.Add(BasicAutomata.MakeChar('\\'));
        }

        return new AutomatonQuery(term, Finished(parts));
    }

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

    private static List<Automaton> Runes(string text) => [.. text.EnumerateRunes().Select(rune => AnyCase(rune.Value))];

    private static Automaton AnyCase(int rune)
    {
        var exact = BasicAutomata.MakeChar(rune);
        if (rune >= MaxAsciiRune || !char.IsAsciiLetter((char)rune))
        {
            return exact;
        }

        return BasicOperations.Union([exact, BasicAutomata.MakeChar(rune ^ ' ')]);
    }

    private static Automaton Finished(List<Automaton> parts)
    {
        var automaton = parts.Count == 0 ? BasicAutomata.MakeEmptyString() : BasicOperations.Concatenate(parts);
        MinimizationOperations.Minimize(automaton);
        return automaton;
    }
}
