using System.Text.RegularExpressions;

namespace Vql.Core.Text;

/// <summary>Which words of a text have symbols, or could be what is left of such a word without its symbols.</summary>
public enum SymbolWords
{
    /// <summary>None.</summary>
    None,

    /// <summary>A word such as <c>C</c> or <c>net</c>, to which symbols may belong elsewhere.</summary>
    Possible,

    /// <summary>A word such as <c>C++</c>.</summary>
    Some,
}

/// <summary>
/// Makes <c>C++</c>, <c>C#</c>, <c>R&amp;D</c> and <c>.NET</c> words of their own. The standard tokenizer drops the symbols, so a
/// field of texts with such words has letters in their place that nothing else is written with: the four click letters. In
/// PostgreSQL it is <c>vql_symbols</c>.
/// </summary>
public static partial class SymbolRules
{
    private const char Plus = '\u01C2';
    private const char Sharp = '\u01C3';
    private const char Ampersand = '\u01C1';
    private const char Dot = '\u01C0';

    /// <summary>Returns the text with letters in place of the symbols that belong to a word.</summary>
    public static string Apply(string text)
    {
        if (text.AsSpan().IndexOfAny("+#&.") < 0)
        {
            return text;
        }

        text = PlusPattern().Replace(text, Plus.ToString());
        text = SharpPattern().Replace(text, Sharp.ToString());
        text = AmpersandPattern().Replace(text, Ampersand.ToString());
        return DotPattern().Replace(text, Dot.ToString());
    }

    /// <summary>Which words of the text have symbols.</summary>
    public static SymbolWords WordsOf(string text) =>
        Apply(text) != text ? SymbolWords.Some : Remainder().IsMatch(text) ? SymbolWords.Possible : SymbolWords.None;

    [GeneratedRegex("(?<![A-Za-z0-9])(?:[A-Za-z0-9]|[Nn][Ee][Tt])(?![A-Za-z0-9])")]
    private static partial Regex Remainder();

    [GeneratedRegex(@"(?<=[A-Za-z]\+{0,4})\+(?!\+*[A-Za-z])")]
    private static partial Regex PlusPattern();

    [GeneratedRegex("(?<=[A-Za-z])#(?![A-Za-z0-9])")]
    private static partial Regex SharpPattern();

    [GeneratedRegex("(?<![A-Za-z0-9][A-Za-z0-9])(?<=[A-Za-z0-9])&(?=[A-Za-z0-9](?:[^A-Za-z0-9]|\\z))")]
    private static partial Regex AmpersandPattern();

    [GeneratedRegex("(?<![A-Za-z0-9.])\\.(?=[Nn][Ee][Tt](?:[^A-Za-z0-9]|\\z))")]
    private static partial Regex DotPattern();
}
