namespace Vql.Core.Language;

/// <summary>
/// Reads patterns with <c>*</c> and <c>?</c>. As in Lucene, a backslash escapes the next character.
/// </summary>
public static class WildcardPattern
{
    /// <summary>The step of <c>*</c>, which matches any text.</summary>
    public const int AnyText = -1;

    /// <summary>The step of <c>?</c>, which matches one character.</summary>
    public const int AnyCharacter = -2;

    /// <summary>Returns the steps of a pattern: <see cref="AnyText"/>, <see cref="AnyCharacter"/> and UTF-16 code units.</summary>
    public static IReadOnlyList<int> Read(string pattern)
    {
        var steps = new List<int>(pattern.Length);
        for (var index = 0; index < pattern.Length; index++)
        {
            steps.Add(pattern[index] switch
            {
                '*' => AnyText,
                '?' => AnyCharacter,
                '\\' when index + 1 < pattern.Length => pattern[++index],
                var character => character,
            });
        }

        return steps;
    }

    /// <summary>Returns the pattern of a text itself.</summary>
    public static string Escape(string text) =>
        string.Concat(text.Select(character => character is '*' or '?' or '\\' ? $"\\{character}" : $"{character}"));

    /// <summary>Returns whether the empty text matches a pattern.</summary>
    internal static bool MatchesEmpty(string pattern) => pattern.All(character => character == '*');
}
