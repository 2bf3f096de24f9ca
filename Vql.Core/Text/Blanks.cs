using System.Text.RegularExpressions;

namespace Vql.Core.Text;

/// <summary>
/// Removes blanks, which do not distinguish values: the white space of Unicode, and the characters without width that programs add
/// to copied texts.
/// </summary>
internal static partial class Blanks
{
    private const string Ranges = @"[\t-\r \u0085\u00A0\u1680\u2000-\u200B\u2028\u2029\u202F\u205F\u3000\uFEFF]+";

    /// <summary>Removes leading and trailing blanks.</summary>
    public static string Trim(string text) => Outer().Replace(text, "");

    /// <summary>Removes leading and trailing blanks, and replaces each run of others by one space.</summary>
    public static string Collapse(string text) => Any().Replace(text, " ").Trim(' ');

    [GeneratedRegex($@"\A{Ranges}|{Ranges}\z")]
    private static partial Regex Outer();

    [GeneratedRegex(Ranges)]
    private static partial Regex Any();
}
