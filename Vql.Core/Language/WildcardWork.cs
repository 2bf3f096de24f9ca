namespace Vql.Core.Language;

/// <summary>How much work a wildcard pattern makes for an index, which follows all ways through it at once.</summary>
internal static class WildcardWork
{
    // Lucene gives up at twenty times as much (10,000 by its own measure), and Elasticsearch refuses the search.
    private const int Most = 5_000;

    private const int Star = -1;
    private const int AnyLetter = -2;
    private const int OtherLetter = -3;

    /// <summary>Whether an index may refuse the pattern: of a letter repeated after a <c>*</c>, 100 are too many.</summary>
    public static bool IsTooMuch(string pattern)
    {
        var steps = Read(pattern);
        // The places that a text may have come to, each as a character of a string: such a set is a state of Lucene's automaton.
        var start = new SortedSet<int>();
        Enter(start, 0, steps);
        var open = new Queue<int[]>([[.. start]]);
        var known = new HashSet<string> { KeyOf(start) };
        var work = 0;
        while (open.TryDequeue(out var places))
        {
            work += places.Length;
            if (work > Most)
            {
                return true;
            }

            foreach (var letter in places.Where(place => place < steps.Count && steps[place] >= 0).Select(place => steps[place]).Append(OtherLetter).Distinct())
            {
                var next = Next(places, letter, steps);
                if (next.Count > 0 && known.Add(KeyOf(next)))
                {
                    open.Enqueue([.. next]);
                }
            }
        }

        return false;
    }

    private static SortedSet<int> Next(int[] places, int letter, List<int> steps)
    {
        var next = new SortedSet<int>();
        foreach (var place in places.Where(place => place < steps.Count))
        {
            if (steps[place] == Star)
            {
                Enter(next, place, steps);
            }
            else if (steps[place] == AnyLetter || steps[place] == letter)
            {
                Enter(next, place + 1, steps);
            }
        }

        return next;
    }

    // A star may stand for nothing, so who is before it is behind it, too.
    private static void Enter(SortedSet<int> places, int place, List<int> steps)
    {
        while (places.Add(place) && place < steps.Count && steps[place] == Star)
        {
            place++;
        }
    }

    private static string KeyOf(SortedSet<int> places) => string.Concat(places.Select(place => (char)place));

    private static List<int> Read(string pattern)
    {
        var steps = new List<int>(pattern.Length);
        for (var index = 0; index < pattern.Length; index++)
        {
            steps.Add(pattern[index] switch
            {
                '*' => Star,
                '?' => AnyLetter,
                '\\' when index + 1 < pattern.Length => pattern[++index],
                var letter => letter,
            });
        }

        return steps;
    }
}
