using System.Text.RegularExpressions;

namespace Vql.Core.Text;

/// <summary>Whether the words of a text contain symbols.</summary>
public enum SymbolWords
{
    /// <summary>No word contains symbols.</summary>
    None,

    /// <summary>A word, such as <c>C</c> or <c>net</c>, may be written with symbols elsewhere.</summary>
    Possible,

    /// <summary>A word contains symbols, such as <c>C++</c>.</summary>
    Some,
}

/// <summary>
/// Makes <c>C++</c>, <c>C#</c>, <c>R&amp;D</c> and <c>.NET</c> separate words. The standard tokenizer drops symbols. A separate
/// field therefore encodes them as letters that do not occur in other texts: the four click letters. The PostgreSQL function
/// is <c>vql_symbols</c>.
/// </summary>
public static partial class SymbolRules
{
    private const char Plus = '\u01C2';
    private const char Sharp = '\u01C3';
    private const char Ampersand = '\u01C1';
    private const char Dot = '\u01C0';

    /// <summary>Replaces the symbols that belong to a word with letters.</summary>
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

    /// <summary>Returns whether words of the text contain symbols.</summary>
    public static SymbolWords Classify(string text) =>
        Apply(text) != text ? SymbolWords.Some : PossibleSymbolWord().IsMatch(text) ? SymbolWords.Possible : SymbolWords.None;

    [GeneratedRegex("(?<![A-Za-z0-9])(?:[A-Za-z0-9]|[Nn][Ee][Tt])(?![A-Za-z0-9])")]
    private static partial Regex PossibleSymbolWord();

    [GeneratedRegex(@"(?<=[A-Za-z]\+{0,4})\+(?!\+*[A-Za-z])")]
    private static partial Regex PlusPattern();

    [GeneratedRegex("(?<=[A-Za-z])#(?![A-Za-z0-9])")]
    private static partial Regex SharpPattern();

    [GeneratedRegex("(?<![A-Za-z0-9][A-Za-z0-9])(?<=[A-Za-z0-9])&(?=[A-Za-z0-9](?:[^A-Za-z0-9]|\\z))")]
    private static partial Regex AmpersandPattern();

    [GeneratedRegex("(?<![A-Za-z0-9.])\\.(?=[Nn][Ee][Tt](?:[^A-Za-z0-9]|\\z))")]
    private static partial Regex DotPattern();
}
