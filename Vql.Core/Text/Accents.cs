using System.Collections.Frozen;

namespace Vql.Core.Text;

/// <summary>Accents: the combining marks U+0300 to U+036F, alone or composed with a letter.</summary>
internal static class Accents
{
    private const char FirstMark = '\u0300';
    private const char LastMark = '\u036F';

    private static readonly FrozenDictionary<char, char> Plain = CanonicalForms.Decomposable
        .Select(pair => (pair.Character, Letters: string.Concat(pair.Decomposition.Where(part => !IsMark(part)))))
        .Where(pair => pair.Letters.Length == 1)
        .ToFrozenDictionary(pair => pair.Character, pair => pair.Letters[0]);

    /// <summary>Returns a text in NFC without its accents.</summary>
    public static string Remove(string text) => System.Text.Ascii.IsValid(text)
        ? text
        : string.Concat(text.Where(character => !IsMark(character)).Select(character => Plain.GetValueOrDefault(character, character)));

    private static bool IsMark(char character) => character is >= FirstMark and <= LastMark;
}
