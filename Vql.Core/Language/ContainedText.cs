using System.Globalization;
using System.Text;
using Vql.Core.Fields;

namespace Vql.Core.Language;

/// <summary>
/// Splits the texts of <see cref="SearchType.Contains"/> into words, so that both compilers match the same parts of words. A part
/// need not be a word of the analyzer: it only must occur within one.
/// </summary>
public static class ContainedText
{
    // These characters join letters to one word in the standard tokenizer of Lucene.
    private const string Joiners = "_.':\u2019\u00B7";

    /// <summary>Returns the wildcard patterns, each of which must match a word of a text field, or the value of a keyword field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="text">The text in its normal form.</param>
    public static IReadOnlyList<string> PatternsOf(Field field, string text) => field.Kind == FieldKind.Text
        ? [.. WordsOf(text).Select(PatternOf)]
        : [PatternOf(text)];

    /// <summary>Returns whether a text has words.</summary>
    internal static bool HasWords(string text) => WordsOf(text).Count > 0;

    /// <summary>Returns the words of a text, without repetitions.</summary>
    public static IReadOnlyList<string> WordsOf(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsSeparateWord(rune))
            {
                Add(words, word);
                words.Add(rune.ToString());
            }
            else if (IsPartOfWord(rune) || (word.Length > 0 && rune.IsBmp && Joiners.Contains((char)rune.Value, StringComparison.Ordinal)))
            {
                word.Append(rune);
            }
            else
            {
                Add(words, word);
            }
        }

        Add(words, word);
        return [.. words.Distinct(StringComparer.Ordinal)];
    }

    private static string PatternOf(string part) => $"*{WildcardPattern.Escape(part)}*";

    private static void Add(List<string> words, StringBuilder word)
    {
        var end = word.Length;
        while (end > 0 && Joiners.Contains(word[end - 1], StringComparison.Ordinal))
        {
            end--;
        }

        if (end > 0)
        {
            words.Add(word.ToString(0, end));
        }

        word.Clear();
    }

    private static bool IsPartOfWord(Rune rune) => Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        or UnicodeCategory.OtherNumber or UnicodeCategory.LetterNumber;

    // Each Han or Hiragana character and each pictograph is a separate word.
    private static bool IsSeparateWord(Rune rune) =>
        rune.Value is (>= 0x3040 and <= 0x309F) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF)
        || Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol;
}
