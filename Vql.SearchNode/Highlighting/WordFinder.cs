using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Vql.SearchNode.Analysis;
using Vql.SearchNode.Queries;

namespace Vql.SearchNode.Highlighting;

/// <summary>A match in a text.</summary>
/// <param name="Start">The offset of the first character.</param>
/// <param name="End">The offset after the last character.</param>
/// <param name="Key">What matches. Matches of the same word or phrase have the same key.</param>
internal readonly record struct TextMatch(int Start, int End, string Key);

/// <summary>Finds the matches of a query in a text of one field: single words and whole phrases.</summary>
internal sealed class WordFinder
{
    private const int MaxPlacements = 10_000;

    private readonly string _field;
    private readonly List<(Func<string, bool> Matches, string Key)> _words = [];
    private readonly List<(IReadOnlyList<HashSet<string>> Terms, int Slop, string Key)> _phrases = [];

    public WordFinder(string field, Query query, IndexReader reader)
    {
        _field = field;
        Collect(query, reader);
    }

    /// <summary>Returns the matches in a text, in their order.</summary>
    /// <param name="tokens">The tokens of the text.</param>
    public List<TextMatch> Find(List<Token> tokens)
    {
        var found = tokens.SelectMany(token => _words.Where(word => word.Matches(token.Text))
            .Select(word => new TextMatch(token.Start, token.End, word.Key))).ToList();
        foreach (var phrase in _phrases)
        {
            var placements = 0;
            FindPhrase(tokens, phrase, [], found, ref placements);
        }

        return [.. found.OrderBy(match => match.Start).ThenBy(match => match.End)];
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
            case DisjunctionMaxQuery alternatives:
                foreach (var alternative in alternatives)
                {
                    Collect(alternative, reader);
                }

                break;
            case DemotedQuery demoted:
                Collect(demoted.SubQuery, reader);
                break;
            case PhrasePrefixQuery prefix when prefix.Field == _field:
                Collect(prefix.Rewrite(reader), reader);
                break;
            case ManyTermsQuery many when many.Field == _field:
                Add(many.Terms.Contains, $"{many.Field}:{many.Terms.Count} terms");
                break;
            case ConstantScoreQuery { Query: { } inner }:
                Collect(inner, reader);
                break;
            case TermQuery { Term: var term } when term.Field == _field:
                Add(text => text == term.Text, term.Text);
                break;
            case BlendedTermsQuery blended when blended.Field == _field:
                foreach (var word in blended.Terms.Select(word => word.Text.Utf8ToString()))
                {
                    Add(text => text == word, word);
                }

                break;
            case SynonymQuery synonyms when synonyms.Field == _field:
                foreach (var word in synonyms.Terms)
                {
                    Add(text => text == word, word);
                }

                break;
            case PrefixQuery prefix when prefix.Field == _field:
                Add(text => text.StartsWith(prefix.Prefix.Text, StringComparison.Ordinal), prefix.ToString());
                break;
            case TermRangeQuery range when range.Field == _field:
                Add(text => Contains(range, new BytesRef(text)), range.ToString());
                break;
            case PatternQuery pattern when pattern.Field == _field:
                Add(pattern.Matcher, pattern.ToString());
                break;
            case FuzzyWordQuery fuzzy when fuzzy.Term.Field == _field:
                Collect(fuzzy.Rewrite(reader), reader);
                break;
            case MultiPhraseQuery phrase when phrase.GetTermArrays()[0][0].Field == _field:
                _phrases.Add((
                    [.. phrase.GetTermArrays().Select(terms => terms.Select(term => term.Text).ToHashSet())], phrase.Slop,
                    phrase.ToString()));
                break;
            default:
                break;
        }
    }

    private static bool Contains(TermRangeQuery range, BytesRef term) =>
        (range.LowerTerm is null || (term.CompareTo(range.LowerTerm) is var low && (range.IncludesLower ? low >= 0 : low > 0)))
        && (range.UpperTerm is null || (term.CompareTo(range.UpperTerm) is var high && (range.IncludesUpper ? high <= 0 : high < 0)));

    private void Add(Func<string, bool> matches, string key)
    {
        if (!_words.Exists(word => word.Key == key))
        {
            _words.Add((matches, key));
        }
    }

    // Assigns tokens to the terms of the phrase recursively. The spread of their shifts must not exceed the slop.
    private static void FindPhrase(
        List<Token> tokens, (IReadOnlyList<HashSet<string>> Terms, int Slop, string Key) phrase, List<int> chosen, List<TextMatch> found,
        ref int placements)
    {
        var (terms, slop, key) = phrase;
        if (chosen.Count == terms.Count)
        {
            var shifts = chosen.Select((token, index) => tokens[token].Position - index).ToList();
            if (shifts.Max() - shifts.Min() <= slop)
            {
                found.Add(new TextMatch(tokens[chosen.Min()].Start, tokens[chosen.Max()].End, key));
            }

            return;
        }

        for (var token = 0; token < tokens.Count && placements < MaxPlacements; token++)
        {
            if (!chosen.Contains(token) && terms[chosen.Count].Contains(tokens[token].Text))
            {
                placements++;
                FindPhrase(tokens, phrase, [.. chosen, token], found, ref placements);
            }
        }
    }
}
