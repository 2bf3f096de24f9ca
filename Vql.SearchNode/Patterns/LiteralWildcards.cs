namespace Vql.SearchNode.Patterns;

/// <summary>
/// Builds the deterministic automaton of a pattern whose parts after a star are literal. Its states are those of the algorithm of
/// Knuth, Morris and Pratt, so that a long word with repeated letters costs no more than another one.
/// </summary>
/// <param name="ignoresCase">Whether the case of ASCII letters is ignored.</param>
internal sealed class LiteralWildcards(bool ignoresCase)
{
    private const int MaxCodePoint = 0x10FFFF;
    private const int AnyCharacter = WildcardPattern.AnyCharacter;

    // Lucene counts the states of the nondeterministic automaton that each state stands for.
    private const long MaxWork = 10L * PatternBuilder.DefaultLimit;

    private readonly PatternAutomaton _automaton = new();
    private long _work;

    /// <summary>Returns the automaton.</summary>
    /// <param name="parts">The parts between the stars: code points, and in the first part also any character.</param>
    /// <exception cref="PatternTooComplexException">The pattern is too long.</exception>
    public PatternAutomaton Build(IReadOnlyList<IReadOnlyList<int>> parts)
    {
        var first = parts[0];
        for (var index = 0; index < first.Count; index++)
        {
            var state = Add(accepts: false, 1);
            foreach (var (min, max) in RangesOf(first[index]))
            {
                _automaton.Add(state, min, max, state + 1);
            }
        }

        if (parts.Count == 1)
        {
            Add(accepts: true, 1);
            return _automaton;
        }

        List<int>[] words = [.. parts.Skip(1).Where(part => part.Count > 0).Select(part => part.Select(Fold).ToList())];
        var endsWithStar = parts[^1].Count == 0;
        for (var index = 0; index < words.Length; index++)
        {
            AddWord(words[index], stars: index + 1, isEnd: !endsWithStar && index == words.Length - 1);
        }

        if (endsWithStar)
        {
            var end = Add(accepts: true, 1);
            _automaton.Add(end, 0, MaxCodePoint, end);
        }

        return _automaton;
    }

    // A state stands for the longest beginning of the word that the text ends with. After a mismatch, it is a shorter one.
    private void AddWord(List<int> word, int stars, bool isEnd)
    {
        var start = _automaton.Count;
        var next = new List<Dictionary<int, int>>();
        var borders = new List<int>();
        var shorter = 0;
        for (var length = 0; length < word.Count + (isEnd ? 1 : 0); length++)
        {
            borders.Add(length == 0 ? 0 : borders[shorter] + 1);
            var state = Add(accepts: length == word.Count, borders[length] + stars);
            var targets = length == 0 ? [] : new Dictionary<int, int>(next[shorter]);
            if (length < word.Count)
            {
                var mismatch = targets.GetValueOrDefault(word[length]);
                targets[word[length]] = length + 1;
                shorter = length == 0 ? 0 : mismatch;
            }

            next.Add(targets);
            AddTransitions(state, start, targets);
        }
    }

    private void AddTransitions(int state, int start, Dictionary<int, int> targets)
    {
        var from = 0;
        foreach (var (min, max, target) in targets
            .SelectMany(one => RangesOf(one.Key).Select(range => (range.Min, range.Max, one.Value))).OrderBy(range => range.Min))
        {
            if (min > from)
            {
                _automaton.Add(state, from, min - 1, start);
            }

            _automaton.Add(state, min, max, start + target);
            from = max + 1;
        }

        if (from <= MaxCodePoint)
        {
            _automaton.Add(state, from, MaxCodePoint, start);
        }
    }

    private int Fold(int rune) => ignoresCase && rune is >= 'A' and <= 'Z' ? rune | ' ' : rune;

    private IEnumerable<(int Min, int Max)> RangesOf(int rune) => rune == AnyCharacter ? [(0, MaxCodePoint)]
        : ignoresCase && (rune | ' ') is >= 'a' and <= 'z' ? [(rune & ~' ', rune & ~' '), (rune | ' ', rune | ' ')]
        : [(rune, rune)];

    private int Add(bool accepts, long work)
    {
        _work += work;
        return _work <= MaxWork ? _automaton.Add(accepts) : throw new PatternTooComplexException(PatternBuilder.DefaultLimit);
    }
}
