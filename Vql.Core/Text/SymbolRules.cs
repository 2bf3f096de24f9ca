using System.Text.RegularExpressions;

namespace Vql.Core.Text;

/// <summary>
/// Makes <c>C++</c>, <c>C#</c>, <c>R&amp;D</c> and <c>.NET</c> words of their own. The standard tokenizer drops the symbols, so
/// documents and queries have letters in their place that nothing else is written with: the four click letters. In PostgreSQL it
/// is <c>vql_symbols</c>.
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

    /// <summary>Returns the text with the symbols back in their places.</summary>
    public static string Revert(string text) =>
        text.Replace(Plus, '+').Replace(Sharp, '#').Replace(Ampersand, '&').Replace(Dot, '.');

    [GeneratedRegex(@"(?<=[A-Za-z]\+{0,4})\+(?!\+*[A-Za-z])")]
    private static partial Regex PlusPattern();

    [GeneratedRegex("(?<=[A-Za-z])#(?![A-Za-z0-9])")]
    private static partial Regex SharpPattern();

    [GeneratedRegex("(?<![A-Za-z0-9][A-Za-z0-9])(?<=[A-Za-z0-9])&(?=[A-Za-z0-9](?:[^A-Za-z0-9]|\\z))")]
    private static partial Regex AmpersandPattern();

    [GeneratedRegex("(?<![A-Za-z0-9.])\\.(?=[Nn][Ee][Tt](?:[^A-Za-z0-9]|\\z))")]
    private static partial Regex DotPattern();
}
