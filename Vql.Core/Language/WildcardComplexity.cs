namespace Vql.Core.Language;

/// <summary>Estimates the size of the automaton for a wildcard pattern.</summary>
internal static class WildcardComplexity
{
    // The limit of Lucene is 20 times higher (10,000 in its own unit). Elasticsearch rejects a search that exceeds it.
    private const int MaxComplexity = 5_000;

    // Behind a star, the cost in Lucene grows faster than this estimate. No word is longer than 255 characters.
    private const int MaxSteps = 300;

    private const int OtherLetter = -3;

    /// <summary>
    /// Returns whether Elasticsearch may reject the pattern. For example, 100 repetitions of a letter after <c>*</c> are too
    /// many.
    /// </summary>
    public static bool IsExcessive(string pattern)
    {
        var steps = WildcardPattern.Read(pattern);
        if (steps.SkipWhile(step => step != WildcardPattern.AnyText).Count() > MaxSteps)
        {
            return true;
        }

        // A set of positions in the pattern is a state of the automaton of Lucene.
        var start = new SortedSet<int>();
        AddWithStars(start, 0, steps);
        var open = new Queue<int[]>([[.. start]]);
        var known = new HashSet<string> { KeyOf(start) };
        var complexity = 0;
        while (open.TryDequeue(out var positions))
        {
            complexity += positions.Length;
            if (complexity > MaxComplexity)
            {
                return true;
            }

            var letters = positions.Where(position => position < steps.Count && steps[position] >= 0).Select(position => steps[position]);
            foreach (var letter in letters.Append(OtherLetter).Distinct())
            {
                var next = Next(positions, letter, steps);
                if (next.Count > 0 && known.Add(KeyOf(next)))
                {
                    open.Enqueue([.. next]);
                }
            }
        }

        return false;
    }

    private static SortedSet<int> Next(int[] positions, int letter, IReadOnlyList<int> steps)
    {
        var next = new SortedSet<int>();
        foreach (var position in positions.Where(position => position < steps.Count))
        {
            if (steps[position] == WildcardPattern.AnyText)
            {
                AddWithStars(next, position, steps);
            }
            else if (steps[position] == WildcardPattern.AnyCharacter || steps[position] == letter)
            {
                AddWithStars(next, position + 1, steps);
            }
        }

        return next;
    }

    // A star matches the empty text. The position after it is therefore added, too.
    private static void AddWithStars(SortedSet<int> positions, int position, IReadOnlyList<int> steps)
    {
        while (positions.Add(position) && position < steps.Count && steps[position] == WildcardPattern.AnyText)
        {
            position++;
        }
    }

    private static string KeyOf(SortedSet<int> positions) =>
        string.Concat(positions.Select(position => (char)position));
}
