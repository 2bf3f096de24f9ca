using System.Globalization;
using System.Text;

namespace Vql.Core.Text;

/// <summary>The cleaning rules of the CSV format, value by value; what is left of nothing is null.</summary>
public static class CsvValue
{
    /// <summary>
    /// Text: without NULs, without leading and trailing characters that are neither letters nor
    /// digits, and with runs of white space made one space. Only ASCII's white space counts, as in the Go
    /// service: the identities of rows are made of what is left.
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

    /// <summary>Text, lower-cased.</summary>
    public static string? Lower(string? raw) => Text(raw) is { } text ? LowerCase(text) : null;

    /// <summary>Lower case, letter by letter, as Unicode has it; .NET's invariant case leaves the dotted capital I as it is.</summary>
    public static string LowerCase(string text) => text.ToLowerInvariant().Replace('\u0130', 'i');

    /// <summary>A whole number: the digits 0 to 9 of the text and nothing else; null when there are none, too many, or other scripts' digits among them.</summary>
    public static long? Number(string? raw) => raw?.EnumerateRunes().Any(rune => Rune.IsDigit(rune) && !rune.IsAscii) != true
        && long.TryParse(Digits(raw), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A list: the text split on commas, each element trimmed and lower-cased; null when there is no element.</summary>
    public static IReadOnlyList<string>? List(string? raw)
    {
        var elements = Lower(raw)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return elements is { Length: > 0 } ? elements : null;
    }

    /// <summary>A phone number: a plus and the digits.</summary>
    public static string? Phone(string? raw) => Digits(raw) is { Length: > 0 } digits ? "+" + digits : null;

    /// <summary>The domain of an e-mail address: what follows its first at sign, lower-cased.</summary>
    public static string? Domain(string? email)
    {
        var address = Lower(email);
        var at = address?.IndexOf('@', StringComparison.Ordinal) ?? -1;
        return at < 0 || at + 1 == address!.Length ? null : address[(at + 1)..];
    }

    private static string Digits(string? raw) => raw is null ? "" : string.Concat(raw.Where(char.IsAsciiDigit));
}
