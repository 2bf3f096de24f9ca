using System.Globalization;
using System.Text;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Core.Text;

namespace Vql.Core.Filters;

/// <summary>Tells whether anything is left of a value once it has been analyzed as the index analyzes it.</summary>
internal static class SearchableText
{
    private const int GramLength = 3;
    private const string JoinsLetters = "_.':\u2019";

    /// <summary>Why no row can match a value; null when some can.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">How its words are read.</param>
    /// <param name="keepsSymbols">Whether <c>C++</c> is a word there.</param>
    public static string? FaultOf(string value, SearchType type, bool keepsSymbols)
    {
        var text = keepsSymbols ? SymbolRules.Apply(value) : value;
        return !text.EnumerateRunes().Any(IsSearched) ? $"\"{value}\" holds no letter or digit: no word can match it"
            : type == SearchType.Substring && LongestWord(text) < GramLength
                ? $"\"{value}\" is too short: a part of a word needs at least {GramLength} letters or digits in a row"
            : null;
    }

    /// <summary>Why no row can have a whole value; null when some can.</summary>
    public static string? FaultOf(string value, ValueNormalization normalization) =>
        NormalizedValue.Of(normalization, value).Length > 0 ? null
        : normalization == ValueNormalization.Phone ? $"\"{value}\" holds no digit, and phone numbers are compared by their digits"
        : normalization == ValueNormalization.Domain ? $"\"{value}\" names no domain: write example.com"
        : $"\"{value}\" is empty once scheme, www. and query are left out";

    // Pictures are words to the analyzer; punctuation and the signs of mathematics and money are not.
    private static bool IsSearched(Rune rune) => Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.OtherSymbol or UnicodeCategory.OtherNumber or UnicodeCategory.LetterNumber;

    private static int LongestWord(string text)
    {
        var (longest, length) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            length = IsPartOfWord(rune) ? length + 1 : 0;
            longest = Math.Max(longest, length);
        }

        return longest;
    }

    // Han and Hiragana are a word a character.
    private static bool IsPartOfWord(Rune rune) => rune.Value is not ((>= 0x3040 and <= 0x309F) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF))
        && (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            || (rune.IsBmp && JoinsLetters.Contains((char)rune.Value, StringComparison.Ordinal)));
}
