namespace Vql.SearchNode.Patterns;

/// <summary>Ranges of code points.</summary>
internal static class CharacterRanges
{
    private const int MaxCodePoint = 0x10FFFF;

    /// <summary>Returns the ranges of an escaped letter. Null if the letter stands for itself.</summary>
    public static List<(int Min, int Max)>? Predefined(int letter)
    {
        List<(int Min, int Max)> digits = [('0', '9')];
        List<(int Min, int Max)> spaces = [('\t', '\n'), ('\r', '\r'), (' ', ' ')];
        List<(int Min, int Max)> words = [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
        return letter switch
        {
            'd' => digits,
            'D' => Complement(digits),
            's' => spaces,
            'S' => Complement(spaces),
            'w' => words,
            'W' => Complement(words),
            _ => null,
        };
    }

    /// <summary>Returns the code points that are in none of the ranges.</summary>
    public static List<(int Min, int Max)> Complement(IEnumerable<(int Min, int Max)> ranges)
    {
        var (complement, next) = (new List<(int, int)>(), 0);
        foreach (var (min, max) in ranges.OrderBy(range => range.Min))
        {
            if (min > next)
            {
                complement.Add((next, min - 1));
            }

            next = Math.Max(next, max + 1);
        }

        if (next <= MaxCodePoint)
        {
            complement.Add((next, MaxCodePoint));
        }

        return complement;
    }
}
