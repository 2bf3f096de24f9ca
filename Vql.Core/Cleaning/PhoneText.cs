using System.Text.RegularExpressions;

namespace Vql.Core.Cleaning;

/// <summary>A phone number taken apart, before it is known of which country it is.</summary>
/// <param name="Digits">Its digits, without the extension's.</param>
/// <param name="HasPlus">Whether it begins with a plus sign.</param>
/// <param name="Extension">The digits of its extension; null for none.</param>
internal sealed partial record PhoneText(string Digits, bool HasPlus, string? Extension)
{
    private const int WholeNumber = 7;

    /// <summary>Takes apart the first number of a text.</summary>
    /// <returns>The number and what else the text holds, as written; null when it does not begin with a number.</returns>
    public static (PhoneText First, IReadOnlyList<string> Others)? Read(string text)
    {
        if (IsScientific(text) || Split(FloatingPoint().Replace(text, "$1")) is not [var part, ..] parts
            || Number().Match(part) is not { Success: true } match)
        {
            return null;
        }

        var number = match.Groups["number"].Value;
        var extension = match.Groups["extension"] is { Success: true } group ? group.Value : null;
        var digits = string.Concat(number.Where(char.IsAsciiDigit));
        var first = new PhoneText(digits, number.Contains('+', StringComparison.Ordinal), extension);
        return (first, [.. parts.Skip(1).Where(other => other != part)]);
    }

    /// <summary>Whether a spreadsheet wrote the number in a notation that keeps its first digits only.</summary>
    public static bool IsScientific(string text) => Scientific().IsMatch(text);

    // A slash separates numbers only behind a whole one: "030/901820" is one number.
    private static List<string> Split(string text)
    {
        var parts = new List<string>();
        foreach (var part in Separator().Split(text).Select(part => part.Trim()).Where(part => part.Length > 0))
        {
            if (parts.Count > 0 && (part[0] == '/' ? parts[^1].Count(char.IsAsciiDigit) < WholeNumber : IsExtension().IsMatch(part)))
            {
                parts[^1] += $" {part}";
            }
            else if (part.TrimStart('/', ' ') is { Length: > 0 } number && !Placeholders.Contains(number))
            {
                parts.Add(number);
            }
        }

        return parts;
    }

    // A plus sign behind digits begins the next number, and a slash may.
    [GeneratedRegex(
        @"[,;|\n&]+(?!\s*(?:ext\b|x\s?\d))|(?<=[\d)])\s*(?=\+)|(?<=[\d)]\s*)(?=/)|\s(?:or|and|oder|und)\s",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Separator();

    [GeneratedRegex(@"^(?:x|ext|extn|extension)\b\.?|^x\d", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex IsExtension();

    [GeneratedRegex(@"\d\s*e\s*[+-]?\s*\d", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Scientific();

    // As a program writes a column of numbers: 14155550100.0.
    [GeneratedRegex(@"(?<![\d.])(\+?\d{7,15})\.0+(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex FloatingPoint();

    // A label, the number with its punctuation, an extension, a remark.
    [GeneratedRegex(
        @"^(?:'|[\p{L} .-]*[\p{L}][.:]?[:\s]\s*|tel:|[\p{L}]+:)?(?<number>\(?\s*\+?\s*[\d(](?:[\d\s().~/·-]*\d)?\)?)"
        + @"(?:[\s,;]*(?:x|ext\.?|extn\.?|extension|ext=|доб\.?|#)[\s.:=]*(?<extension>\d{1,7}))?\s*(?:\([\p{L} ]+\)|\s[\p{L}]+)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
