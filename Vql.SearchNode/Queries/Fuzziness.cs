using System.Globalization;
using Lucene.Net.Index;
using Lucene.Net.Search;

namespace Vql.SearchNode.Queries;

/// <summary>How far a term may be from the one asked for.</summary>
/// <param name="Edits">A fixed number of edits; null for by length (<c>AUTO</c>).</param>
internal readonly record struct Fuzziness(int? Edits, int ShortLength, int LongLength, int PrefixLength, int MaxExpansions, bool Transpositions)
{
    public static Fuzziness Read(Clause clause, string transpositions)
    {
        var text = clause.Text("fuzziness") ?? "AUTO";
        int? edits = null;
        var (low, high) = (3, 6);
        if (!text.StartsWith("AUTO", StringComparison.OrdinalIgnoreCase))
        {
            edits = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given <= 2
                ? given
                : throw NodeException.IllegalArgument($"Invalid fuzziness value: {text}");
        }
        else if (text.Split(':', ',') is [_, var first, var second])
        {
            (low, high) = (int.Parse(first, CultureInfo.InvariantCulture), int.Parse(second, CultureInfo.InvariantCulture));
        }

        return new Fuzziness(edits, low, high, clause.Number("prefix_length", 0), clause.Number("max_expansions", 50), clause.Flag(transpositions, true));
    }

    public Query Apply(Term term)
    {
        var length = term.Text.EnumerateRunes().Count();
        var edits = Edits ?? (length < ShortLength ? 0 : length < LongLength ? 1 : 2);
        return edits == 0 ? new TermQuery(term) : new FuzzyQuery(term, edits, PrefixLength, MaxExpansions, Transpositions);
    }
}
