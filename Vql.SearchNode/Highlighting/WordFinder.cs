using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util.Automaton;
using Vql.SearchNode.Analysis;

namespace Vql.SearchNode.Highlighting;

/// <summary>A range of characters in a text. The end is exclusive.</summary>
internal readonly record struct TextRange(int Start, int End);

/// <summary>Finds the matches of a query in a text of one field: single words and whole phrases.</summary>
internal sealed class WordFinder
{
    private const int MaxPlacements = 10_000;

    private readonly string _field;
    private readonly List<Func<string, bool>> _words = [];
    private readonly List<(IReadOnlyList<HashSet<string>> Terms, int Slop)> _phrases = [];

    public WordFinder(string field, Query query, IndexReader reader)
    {
        _field = field;
        Collect(query, reader);
    }

    /// <summary>Returns the matching ranges of a text, in order and without overlaps.</summary>
    /// <param name="tokens">The tokens of the text.</param>
    public List<TextRange> Find(List<Token> tokens)
    {
        var found = tokens.Where(token => _words.Exists(matches => matches(token.Text)))
            .Select(token => new TextRange(token.Start, token.End))
            .ToList();
        foreach (var (terms, slop) in _phrases)
        {
            var placements = 0;
            FindPhrase(tokens, terms, slop, [], found, ref placements);
        }

        return Merge(found);
    }

    // Prohibited clauses are skipped: their words do not match the document.
    private void Collect(Query query, IndexReader reader)
    {
        switch (query)
        {
            case BooleanQuery clauses:
                foreach (var clause in clauses.Clauses.Where(clause => !clause.IsProhibited))
                {
                    Collect(clause.Query, reader);
                }

                break;
            case ConstantScoreQuery { Query: { } inner }:
                Collect(inner, reader);
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
                Collect(fuzzy.Rewrite(reader), reader);
                break;
            case MultiPhraseQuery phrase when phrase.GetTermArrays()[0][0].Field == _field:
                _phrases.Add(([.. phrase.GetTermArrays().Select(terms => terms.Select(term => term.Text).ToHashSet())], phrase.Slop));
                break;
            default:
                break;
        }
    }

    // Assigns tokens to the terms of the phrase recursively. The spread of their shifts must not exceed the slop.
    private static void FindPhrase(
        List<Token> tokens, IReadOnlyList<HashSet<string>> terms, int slop, List<int> chosen, List<TextRange> found, ref int placements)
    {
        if (chosen.Count == terms.Count)
        {
            var shifts = chosen.Select((token, index) => tokens[token].Position - index).ToList();
            if (shifts.Max() - shifts.Min() <= slop)
            {
                found.Add(new TextRange(tokens[chosen.Min()].Start, tokens[chosen.Max()].End));
            }

            return;
        }

        for (var token = 0; token < tokens.Count && placements < MaxPlacements; token++)
        {
            if (!chosen.Contains(token) && terms[chosen.Count].Contains(tokens[token].Text))
            {
                placements++;
                FindPhrase(tokens, terms, slop, [.. chosen, token], found, ref placements);
            }
        }
    }

    private static List<TextRange> Merge(List<TextRange> found)
    {
        var merged = new List<TextRange>();
        foreach (var range in found.OrderBy(range => range.Start).ThenBy(range => range.End))
        {
            if (merged.Count > 0 && range.Start < merged[^1].End)
            {
                merged[^1] = merged[^1] with { End = Math.Max(merged[^1].End, range.End) };
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged;
    }
}
