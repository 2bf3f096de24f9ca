using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util.Automaton;
using Vql.SearchNode.Analysis;

namespace Vql.SearchNode.Highlighting;

/// <summary>A stretch of a text, from a character to before another.</summary>
internal readonly record struct Stretch(int Begin, int End);

/// <summary>Finds in a text what a query looks for in one field: words one by one, phrases as a whole.</summary>
internal sealed class WordFinder
{
    private const int MaxPlacements = 10_000;

    private readonly string _field;
    private readonly List<Func<string, bool>> _words = [];
    private readonly List<(IReadOnlyList<HashSet<string>> Terms, int Slop)> _phrases = [];

    public WordFinder(string field, Query query, IndexReader reader)
    {
        _field = field;
        Gather(query, reader);
    }

    /// <summary>The stretches of a text whose tokens are given, in order, none overlapping another.</summary>
    public List<Stretch> Find(List<Token> tokens)
    {
        var found = tokens.Where(token => _words.Exists(matches => matches(token.Text))).Select(token => new Stretch(token.Start, token.End)).ToList();
        foreach (var (terms, slop) in _phrases)
        {
            var placements = 0;
            Place(tokens, terms, slop, [], found, ref placements);
        }

        return Merge(found);
    }

    // What excludes is not looked for.
    private void Gather(Query query, IndexReader reader)
    {
        switch (query)
        {
            case BooleanQuery clauses:
                foreach (var clause in clauses.Clauses.Where(clause => !clause.IsProhibited))
                {
                    Gather(clause.Query, reader);
                }

                break;
            case ConstantScoreQuery { Query: { } inner }:
                Gather(inner, reader);
                break;
            case TermQuery { Term: var term } when term.Field == _field:
                _words.Add(text => text == term.Text);
                break;
            case PrefixQuery prefix when prefix.Field == _field:
                _words.Add(text => text.StartsWith(prefix.Prefix.Text, StringComparison.Ordinal));
                break;
            case WildcardQuery wildcard when wildcard.Field == _field:
                var automaton = new CharacterRunAutomaton(WildcardQuery.ToAutomaton(wildcard.Term));
                _words.Add(automaton.Run);
                break;
            case FuzzyQuery fuzzy when fuzzy.Field == _field:
                Gather(fuzzy.Rewrite(reader), reader);
                break;
            case MultiPhraseQuery phrase when phrase.GetTermArrays()[0][0].Field == _field:
                _phrases.Add(([.. phrase.GetTermArrays().Select(terms => terms.Select(term => term.Text).ToHashSet())], phrase.Slop));
                break;
            default:
                break;
        }
    }

    // Tries the phrase's terms one after another; how far each is from its place tells whether the slop is kept.
    private static void Place(
        List<Token> tokens, IReadOnlyList<HashSet<string>> terms, int slop, List<int> chosen, List<Stretch> found, ref int placements)
    {
        if (chosen.Count == terms.Count)
        {
            var shifts = chosen.Select((token, place) => tokens[token].Position - place).ToList();
            if (shifts.Max() - shifts.Min() <= slop)
            {
                found.Add(new Stretch(tokens[chosen.Min()].Start, tokens[chosen.Max()].End));
            }

            return;
        }

        for (var token = 0; token < tokens.Count && placements < MaxPlacements; token++)
        {
            if (!chosen.Contains(token) && terms[chosen.Count].Contains(tokens[token].Text))
            {
                placements++;
                Place(tokens, terms, slop, [.. chosen, token], found, ref placements);
            }
        }
    }

    private static List<Stretch> Merge(List<Stretch> found)
    {
        var merged = new List<Stretch>();
        foreach (var stretch in found.OrderBy(one => one.Begin).ThenBy(one => one.End))
        {
            if (merged.Count > 0 && stretch.Begin < merged[^1].End)
            {
                merged[^1] = merged[^1] with { End = Math.Max(merged[^1].End, stretch.End) };
            }
            else
            {
                merged.Add(stretch);
            }
        }

        return merged;
    }
}
