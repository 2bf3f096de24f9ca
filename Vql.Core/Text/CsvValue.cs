using System.Globalization;
using System.Text;

namespace Vql.Core.Text;

/// <summary>The cleaning rules for values in the Go service's CSV format. Empty results are null.</summary>
public static class CsvValue
{
    /// <summary>
    /// Cleans a text. NUL characters are removed, and so are leading and trailing characters that are neither letters nor digits.
    /// Runs of white space become one space. Only ASCII white space counts, as in the Go service, because the UUIDs of rows are
    /// derived from the result.
    /// </summary>
    public static string? Text(string? raw)
    {
        if (string.IsNullOrEmpty(raw))
        {
            return null;
        }

        var cleaned = new StringBuilder(raw.Length);
        var wordEnd = 0;
        var space = false;
        foreach (var rune in raw.EnumerateRunes())
        {
            var word = Rune.IsLetterOrDigit(rune);
            if (rune.Value == 0 || (cleaned.Length == 0 && !word))
            {
                continue;
            }

            if (rune.Value is ' ' or '\t' or '\n' or '\r' or '\f')
            {
                space = true;
                continue;
            }

            if (space)
            {
                cleaned.Append(' ');
                space = false;
            }

            cleaned.Append(rune.ToString());
            wordEnd = word ? cleaned.Length : wordEnd;
        }

        return wordEnd == 0 ? null : cleaned.ToString(0, wordEnd);
    }

    /// <summary>Cleans a text and converts it to lowercase.</summary>
    public static string? Lower(string? raw) => Text(raw) is { } text ? LowerCase(text) : null;

    /// <summary>
    /// Converts a text to lowercase, character by character, as Unicode defines it. The invariant culture of .NET does not
    /// convert the dotted capital I.
    /// </summary>
    public static string LowerCase(string text) => text.ToLowerInvariant().Replace('\u0130', 'i');

    /// <summary>
    /// Reads an integer from the digits 0 to 9 of a text and ignores all other characters. Returns null if there are no
    /// digits, if the number is too large, or if the text contains digits of other scripts.
    /// </summary>
    public static long? Number(string? raw) => raw?.EnumerateRunes().Any(rune => Rune.IsDigit(rune) && !rune.IsAscii) != true
        && long.TryParse(Digits(raw), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Splits a text at commas into trimmed lowercase elements. Returns null if there is no element.</summary>
    public static IReadOnlyList<string>? List(string? raw)
    {
        var elements = Lower(raw)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return elements is { Length: > 0 } ? elements : null;
    }

    /// <summary>Returns a phone number as a plus sign and its digits.</summary>
    public static string? Phone(string? raw) => Digits(raw) is { Length: > 0 } digits ? "+" + digits : null;

    /// <summary>Returns the domain of an email address: the text after the first at sign, in lowercase.</summary>
    public static string? Domain(string? email)
    {
        var address = Lower(email);
        var at = address?.IndexOf('@', StringComparison.Ordinal) ?? -1;
        return at < 0 || at + 1 == address!.Length ? null : address[(at + 1)..];
    }

    private static string Digits(string? raw) => raw is null ? "" : string.Concat(raw.Where(char.IsAsciiDigit));
}
