namespace Vql.Core.Language;

/// <summary>Edit distances of words, for fuzzy matching and for suggestions.</summary>
public static class Spelling
{
    /// <summary>
    /// Returns the optimal string alignment distance: the number of insertions, deletions, substitutions and transpositions of
    /// adjacent code points. Fuzzy queries of Lucene use the same distance.
    /// </summary>
    /// <returns>The distance, or <paramref name="limit"/> + 1 if it is greater than the limit.</returns>
    public static int Distance(string left, string right, int limit)
    {
        var a = CodePoints(left);
        var b = CodePoints(right);
        return Math.Abs(a.Length - b.Length) > limit ? limit + 1 : Math.Min(LastRow(a, b, limit)[^1], limit + 1);
    }

    /// <summary>Returns the distance between a text and the most similar beginning of a word.</summary>
    /// <returns>The distance, or <paramref name="limit"/> + 1 if it is greater than the limit.</returns>
    public static int DistanceToPrefix(string text, string word, int limit)
    {
        var a = CodePoints(text);
        var b = CodePoints(word);
        return a.Length > b.Length + limit
            ? limit + 1
            : Math.Min(LastRow(a, b[..Math.Min(b.Length, a.Length + limit)], limit).Min(), limit + 1);
    }

    // Returns the distances between the left text and each beginning of the right text.
    private static int[] LastRow(int[] a, int[] b, int limit)
    {
        var beforeLast = new int[b.Length + 1];
        var last = new int[b.Length + 1];
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }

                least = Math.Min(least, row[j]);
            }

            if (least > limit)
            {
                Array.Fill(row, limit + 1);
                return row;
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last;
    }

    /// <summary>Returns the candidate that is most similar to a name, or null if none is similar enough.</summary>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        var limit = Math.Max(1, Math.Min(3, name.Length / 3));
        var (best, distance) = candidates
            .Select(candidate => (candidate, Distance(name, candidate, limit)))
            .MinBy(pair => pair.Item2);
        return distance <= limit ? best : null;
    }

    private static int[] CodePoints(string text) => [.. text.EnumerateRunes().Select(rune => rune.Value)];
}
