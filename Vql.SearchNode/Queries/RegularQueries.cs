using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Vql.SearchNode.Patterns;

namespace Vql.SearchNode.Queries;

/// <summary>Reads <c>regexp</c>.</summary>
internal static class RegularQueries
{
    // The default of index.max_regex_length.
    private const int MaxLength = 1_000;

    public static Query Read(QueryReader reader, JsonElement body)
    {
        var clause = Clause.Read("regexp", body, "value", "flags", "max_determinized_states", "case_insensitive", "rewrite");
        var (text, operators) = (clause.Value("value"), OperatorsOf(clause.Text("flags")));
        var limit = clause.Number("max_determinized_states", PatternBuilder.DefaultLimit);
        if (text.Length > MaxLength)
        {
            throw NodeException.OfQuery(
                $"The length of regex [{text.Length}] used in the Regexp Query request has exceeded the allowed maximum of " +
                $"[{MaxLength}]. This maximum can be set by changing the [index.max_regex_length] index level setting.");
        }

        return TermQueries.OnTexts(reader, "regexp", clause.Field, () => PatternQueries.WithRewrite(
            PatternQueries.Regular(new Term(clause.Field, text), operators, clause.Flag("case_insensitive", false), limit),
            clause.Text("rewrite")));
    }

    private static RegularOperators OperatorsOf(string? flags) => string.IsNullOrEmpty(flags)
        ? RegularOperators.All
        : flags.Split('|').Aggregate(RegularOperators.None, static (all, flag) => all | flag.ToUpperInvariant() switch
        {
            "INTERSECTION" => RegularOperators.Intersection,
            "COMPLEMENT" => RegularOperators.Complement,
            "EMPTY" => RegularOperators.Empty,
            "ANYSTRING" => RegularOperators.AnyString,
            "ALL" => RegularOperators.All,
            "NONE" => RegularOperators.None,
            "INTERVAL" => throw NodeException.IllegalArgument("this node does not support the flag [INTERVAL] of [regexp]"),
            _ => throw NodeException.IllegalArgument($"Unknown regexp flag [{flag}]"),
        });
}
