using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Sql;

/// <summary>Writes matches on analyzed text as conditions on words and n-grams.</summary>
internal sealed class TextConditions(QueryWords words, Parameters parameters)
{
    /// <summary>Returns the condition that the text of a field matches.</summary>
    public string Match(Field field, TextMatch match)
    {
        if (match.Type == SearchType.Wildcard)
        {
            return AnyWordLike(field, LikePattern.OfWildcard(match.Text));
        }

        if (match.Type == SearchType.Contains)
        {
            var parts = ContainedText.PatternsOf(field, match.Text).Select(pattern => AnyWordLike(field, LikePattern.OfWildcard(pattern)));
            var condition = string.Join(match.Operator == MatchOperator.And ? " and " : " or ", parts);
            return condition.Length > 0 ? $"({condition})" : "false";
        }

        var tokens = words.Of(match.Text);
        if (tokens.Length == 0)
        {
            return "false";
        }

        var column = EntitySql.ColumnOf(field);
        return match.Type switch
        {
            SearchType.Exact => Phrase(column, tokens, match.Slop),
            SearchType.SameWords => $"vql_same_words({column}) = vql_same_words({parameters.Add(match.Text)})",
            SearchType.Substring => Grams(column, tokens, match.Operator),
            SearchType.Prefix when words.EndsWithWord(match.Text) => PrefixMatch(field, tokens, match.Operator),
            SearchType.Shuffle when match.Fuzzy =>
                EachOf($"vql_words({column})", tokens.Select(token => words.TermsOf(field, match, token)), match.Operator),
            _ => $"vql_words({column}) {(match.Operator == MatchOperator.And ? "@>" : "&&")} {parameters.Add(tokens)}",
        };
    }

    /// <summary>Returns whether a match compares one whole word, exactly or fuzzily.</summary>
    public bool IsSingleWord(TextMatch match) => match.Type == SearchType.Shuffle && words.Of(match.Text).Length == 1;

    /// <summary>Returns the condition that the text of a field has one of the words.</summary>
    public string AnyWord(Field field, IEnumerable<TextMatch> matches) => EachOf(
        $"vql_words({EntitySql.ColumnOf(field)})",
        [[.. matches.SelectMany(match => words.TermsOf(field, match, words.Of(match.Text)[0])).Distinct()]],
        MatchOperator.And);

    private string Phrase(string column, string[] tokens, int slop)
    {
        var list = parameters.Add(tokens);
        var all = $"vql_words({column}) @> {list}";
        return tokens.Length == 1 ? all : $"{all} and vql_phrase(vql_words({column}), {list}, {slop})";
    }

    private string PrefixMatch(Field field, string[] tokens, MatchOperator matchOperator)
    {
        var last = AnyWordLike(field, LikePattern.OfPrefix(tokens[^1]));
        if (tokens.Length == 1)
        {
            return last;
        }

        var (symbol, joint) = matchOperator == MatchOperator.And ? ("@>", "and") : ("&&", "or");
        return $"vql_words({EntitySql.ColumnOf(field)}) {symbol} {parameters.Add(tokens[..^1])} {joint} {last}";
    }

    // If the dictionary has few matching words, the index finds the rows.
    private string AnyWordLike(Field field, string pattern)
    {
        var expression = $"vql_words({EntitySql.ColumnOf(field)})";
        return words.TermsLike(field, pattern) switch
        {
            null => $"exists (select from unnest({expression}) as word where word like {parameters.Add(pattern)})",
            [] => "false",
            var terms => $"{expression} && {parameters.Add(terms)}",
        };
    }

    private string Grams(string column, string[] tokens, MatchOperator matchOperator)
    {
        var grams = tokens.Select(GramsOf).Where(list => list.Length > 0).ToList();
        return grams.Count == 0 ? "false" : EachOf($"vql_grams({column})", grams, matchOperator);
    }

    private static string[] GramsOf(string token)
    {
        var letters = token.EnumerateRunes().Select(rune => rune.ToString()).ToArray();
        var grams = Enumerable.Range(0, Math.Max(letters.Length - 2, 0)).Select(start => string.Concat(letters[start..(start + 3)]));
        return [.. grams.Distinct()];
    }

    // Each list (and) or any list (or) must have a matching element. An impossible condition is written as false, because the
    // planner would otherwise expect some rows.
    private string EachOf(string expression, IEnumerable<string[]> lists, MatchOperator matchOperator)
    {
        string[][] sets = matchOperator == MatchOperator.And ? [.. lists] : [[.. lists.SelectMany(list => list).Distinct()]];
        return Array.Exists(sets, set => set.Length == 0)
            ? "false"
            : string.Join(" and ", sets.Select(set => $"{expression} && {parameters.Add(set)}"));
    }
}
