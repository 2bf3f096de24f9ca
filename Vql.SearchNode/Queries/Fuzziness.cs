using System.Globalization;
using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Vql.SearchNode.Documents;

namespace Vql.SearchNode.Queries;

/// <summary>The maximum edit distance of matching terms, with the options of fuzzy matching.</summary>
/// <param name="Edits">The edit distance. Null if it depends on the length of the term (<c>AUTO</c>).</param>
/// <param name="ShortLength">The length from which <c>AUTO</c> allows one edit.</param>
/// <param name="LongLength">The length from which <c>AUTO</c> allows two edits.</param>
/// <param name="PrefixLength">The number of leading characters that must match exactly.</param>
/// <param name="MaxExpansions">The maximum number of matching terms.</param>
/// <param name="Transpositions">Whether a transposition of adjacent characters counts as one edit.</param>
internal readonly record struct Fuzziness(
    int? Edits, int ShortLength, int LongLength, int PrefixLength, int MaxExpansions, bool Transpositions)
{
    public static Fuzziness Read(Clause clause, string transpositions)
    {
        var option = clause.Option("fuzziness");
        var text = option.ValueKind == JsonValueKind.Number
            ? RequestValue.Int(option).ToString(CultureInfo.InvariantCulture)
            : clause.Text("fuzziness") ?? "AUTO";
        int? edits = null;
        var (low, high) = (3, 6);
        if (!text.StartsWith("AUTO", StringComparison.OrdinalIgnoreCase))
        {
            edits = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 2
                ? number
                : throw NodeException.IllegalArgument($"Invalid fuzziness value: {text}");
        }
        else if (text.Split(':', ',') is [_, var first, var second])
        {
            if (!int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out low)
                || !int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out high) || high < low)
            {
                throw NodeException.IllegalArgument($"failed to find low and high distance values in [{text}]");
            }
        }

        return new Fuzziness(
            edits, low, high, clause.Number("prefix_length", 0), clause.Number("max_expansions", 50), clause.Flag(transpositions, true));
    }

    /// <summary>Returns the query for the terms that are close to a term.</summary>
    /// <param name="term">The term.</param>
    /// <param name="interrupt">Throws if the search is to end. Null if it cannot be interrupted.</param>
    public Query Apply(Term term, Action? interrupt)
    {
        var length = term.Text.EnumerateRunes().Count();
        var edits = Edits ?? (length < ShortLength ? 0 : length < LongLength ? 1 : 2);
        return edits == 0 ? new TermQuery(term) : new FuzzyWordQuery(term, this, edits, interrupt);
    }
}
