using System.Collections.Frozen;

namespace Vql.Core.Text;

/// <summary>Removes accents: the combining marks U+0300 to U+036F, both standalone and composed with a letter.</summary>
internal static class Accents
{
    private const char FirstMark = '\u0300';
    private const char LastMark = '\u036F';

    private static readonly FrozenDictionary<char, char> BaseLetters = CanonicalForms.Decomposable
        .Select(pair => (pair.Character, Letters: string.Concat(pair.Decomposition.Where(part => !IsMark(part)))))
        .Where(pair => pair.Letters.Length == 1)
        .ToFrozenDictionary(pair => pair.Character, pair => pair.Letters[0]);

    /// <summary>Returns a text in Normalization Form C without its accents.</summary>
    public static string Remove(string text) => System.Text.Ascii.IsValid(text)
        ? text
        : string.Concat(text.Where(character => !IsMark(character))
            .Select(character => BaseLetters.GetValueOrDefault(character, character)));

    private static bool IsMark(char character) => character is >= FirstMark and <= LastMark;
}
