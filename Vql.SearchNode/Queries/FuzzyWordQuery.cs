using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Lucene.Net.Util.Automaton;

namespace Vql.SearchNode.Queries;

/// <summary>
/// A query for the terms within an edit distance of a word, as Lucene 9 finds them: the closest terms up to a number. Lucene 4.8 leaves
/// out terms that are as short as the distance. All terms score with the frequency of the most frequent one, so that a rare misspelling
/// does not score higher than the word.
/// </summary>
/// <param name="term">The word.</param>
/// <param name="fuzziness">The options.</param>
/// <param name="edits">The maximum edit distance.</param>
/// <param name="interrupt">Called for each segment. It throws if the search is to end.</param>
internal sealed class FuzzyWordQuery(Term term, Fuzziness fuzziness, int edits, Action? interrupt) : Query
{
    // The postings of more frequent terms take more memory than the buffers to read them.
    private const int MaxRareFrequency = 128;

    // A search rewrites a query for its hits, its aggregations, and its highlighted words.
    private (IndexReader Reader, Query Query)? _rewritten;

    /// <summary>The word.</summary>
    public Term Term => term;

    public override Query Rewrite(IndexReader reader)
    {
        if (_rewritten is not { } known || known.Reader != reader)
        {
            _rewritten = known = (reader, Expand(reader));
        }

        var rewritten = (Query)known.Query.Clone();
        rewritten.Boost = Boost;
        return rewritten;
    }

    public override string ToString(string field) => $"{(term.Field == field ? "" : $"{term.Field}:")}{term.Text}~{edits}";

    public override bool Equals(object? other) => other is FuzzyWordQuery query && base.Equals(other)
        && query.Term.Equals(term) && query.Matches(fuzziness, edits);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), term, fuzziness, edits);

    private bool Matches(Fuzziness otherFuzziness, int otherEdits) => otherFuzziness == fuzziness && otherEdits == edits;

    private BooleanQuery Expand(IndexReader reader)
    {
        var automata = Automata();
        var compiled = new CompiledAutomaton(automata[^1], finite: true, simplify: false);
        var exact = automata.Take(edits).Select(automaton => new CharacterRunAutomaton(automaton)).ToList();
        var found = new Dictionary<BytesRef, (float Boost, int Frequency)>();
        foreach (var leaf in reader.Leaves)
        {
            interrupt?.Invoke();
            if (leaf.AtomicReader.GetTerms(term.Field) is not { } terms)
            {
                continue;
            }

            var matches = terms.Intersect(compiled, startTerm: null);
            while (matches.MoveNext())
            {
                if (found.TryGetValue(matches.Term, out var known))
                {
                    found[matches.Term] = known with { Frequency = known.Frequency + matches.DocFreq };
                }
                else
                {
                    found[BytesRef.DeepCopyOf(matches.Term)] = (BoostOf(matches.Term.Utf8ToString(), exact), matches.DocFreq);
                }
            }
        }

        return Blend([.. found.OrderByDescending(one => one.Value.Boost).ThenBy(one => one.Key).Take(fuzziness.MaxExpansions)]);
    }

    private BooleanQuery Blend(List<KeyValuePair<BytesRef, (float Boost, int Frequency)>> terms)
    {
        var blended = new BooleanQuery(disableCoord: true);
        var frequency = terms.Select(one => one.Value.Frequency).DefaultIfEmpty().Max();
        foreach (var (text, (boost, _)) in terms.Where(one => one.Value.Frequency > MaxRareFrequency))
        {
            blended.Add(new TermQuery(new Term(term.Field, text), frequency) { Boost = boost }, Occur.SHOULD);
        }

        BlendedTerm[] rare = [.. terms.Where(one => one.Value.Frequency <= MaxRareFrequency)
            .Select(one => new BlendedTerm(one.Key, one.Value.Boost, one.Value.Frequency))];
        if (rare.Length > 0)
        {
            blended.Add(new BlendedTermsQuery(term.Field, rare, frequency), Occur.SHOULD);
        }

        return blended;
    }

    // The closer a term is, relative to its length, the higher it scores.
    private float BoostOf(string text, List<CharacterRunAutomaton> exact)
    {
        var distance = exact.FindIndex(automaton => automaton.Run(text)) is var index and >= 0 ? index : edits;
        return distance == 0 ? 1 : Math.Max(0, 1 - ((float)distance / Math.Min(LengthOf(text), LengthOf(term.Text))));
    }

    private static int LengthOf(string text) => text.EnumerateRunes().Count();

    // The automata of the distances from 0 to the maximum.
    private List<Automaton> Automata()
    {
        var start = 0;
        for (var left = fuzziness.PrefixLength; left > 0 && start < term.Text.Length; left--)
        {
            start += char.IsSurrogatePair(term.Text, start) ? 2 : 1;
        }

        var (prefix, rest) = (term.Text[..start], term.Text[start..]);
        var automata = new LevenshteinAutomata(rest, fuzziness.Transpositions);
        return
        [
            .. Enumerable.Range(0, edits + 1).Select(distance => prefix.Length == 0
                ? automata.ToAutomaton(distance)
                : BasicOperations.Concatenate(BasicAutomata.MakeString(prefix), automata.ToAutomaton(distance))),
        ];
    }
}
