using System.Globalization;
using System.Text;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Core.Text;

namespace Vql.Core.Filters;

/// <summary>Checks whether the analyzer of the index leaves anything of a value.</summary>
internal static class SearchableText
{
    private const int MinPartLength = 3;

    /// <summary>Returns the reason why no row can match a value, or null if rows can match it.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">The search type.</param>
    /// <param name="keepsSymbols">Whether <c>C++</c> is a word in one of the fields.</param>
    public static string? FaultOf(string value, SearchType type, bool keepsSymbols)
    {
        var text = keepsSymbols ? SymbolRules.Apply(value) : value;
        return !text.EnumerateRunes().Any(IsSearched) ? $"\"{value}\" contains no letters or digits: no word can match it"
            : type == SearchType.Contains && LongestWord(text) < MinPartLength
                ? $"\"{value}\" is too short: a substring must contain at least {MinPartLength} consecutive letters or digits"
            : null;
    }

    /// <summary>Returns the reason why no row can have a whole value, or null if rows can have it.</summary>
    public static string? FaultOf(string value, ValueNormalization normalization) =>
        normalization == ValueNormalization.Email && value.TrimStart().StartsWith('@')
            ? $"\"{value}\" is a domain, which no email address equals: use email_domain"
        : NormalizedValue.Of(normalization, value).Length > 0 ? null
        : normalization == ValueNormalization.Phone ? $"\"{value}\" contains no digits: phone numbers are compared by their digits"
        : normalization == ValueNormalization.Domain ? $"\"{value}\" contains no domain: use a format such as example.com"
        : normalization == ValueNormalization.Url ? $"\"{value}\" is empty without its scheme, www. and query"
        : $"\"{value}\" contains only blanks: use a visible character";

    // The analyzer indexes pictographs as words, but no punctuation, mathematical symbols or currency symbols.
    private static bool IsSearched(Rune rune) => Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.OtherSymbol or UnicodeCategory.OtherNumber or UnicodeCategory.LetterNumber;

    private static int LongestWord(string text) =>
        ContainedText.WordsOf(text).Select(word => word.EnumerateRunes().Count()).DefaultIfEmpty().Max();
}
