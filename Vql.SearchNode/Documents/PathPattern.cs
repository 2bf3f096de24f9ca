namespace Vql.SearchNode.Documents;

/// <summary>A pattern of dotted paths in a document. A star stands for any characters, including dots.</summary>
internal readonly record struct PathPattern(string Text)
{
    /// <summary>Whether the pattern matches a path.</summary>
    public bool Matches(ReadOnlySpan<char> path) => Matches(Text, path);

    /// <summary>Whether the pattern is the name of a member of the document itself.</summary>
    public bool IsName => Text.AsSpan().IndexOfAny('.', '*') < 0;

    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> path)
    {
        // The position of the last star, and where its match begins.
        var (star, matched, at, next) = (-1, 0, 0, 0);
        while (at < path.Length)
        {
            if (next < pattern.Length && pattern[next] == '*')
            {
                (star, matched) = (next++, at);
            }
            else if (next < pattern.Length && pattern[next] == path[at])
            {
                (at, next) = (at + 1, next + 1);
            }
            else if (star >= 0)
            {
                (at, next) = (++matched, star + 1);
            }
            else
            {
                return false;
            }
        }

        return pattern[next..].TrimStart('*').IsEmpty;
    }
}
