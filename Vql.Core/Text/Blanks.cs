using System.Text.RegularExpressions;

namespace Vql.Core.Text;

/// <summary>
/// Removes blanks, which do not distinguish values: the white space of Unicode, and the characters without width that programs add
/// to copied texts.
/// </summary>
internal static partial class Blanks
{
    // U+200B and U+FEFF have no width.
    private const string Characters =
        "\t\n\v\f\r \u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u200B"
        + "\u2028\u2029\u202F\u205F\u3000\uFEFF";

    /// <summary>Removes leading and trailing blanks.</summary>
    public static string Trim(string text) => text.AsSpan().Trim(Characters) is var trimmed && trimmed.Length == text.Length
        ? text
        : trimmed.ToString();

    /// <summary>Removes leading and trailing blanks, and replaces each run of others by one space.</summary>
    public static string Collapse(string text) => Run().Replace(text, " ").Trim(' ');

    [GeneratedRegex($"[{Characters}]+")]
    private static partial Regex Run();
}
