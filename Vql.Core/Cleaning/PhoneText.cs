using System.Text.RegularExpressions;

namespace Vql.Core.Cleaning;

/// <summary>The parts of a phone number before its country is determined.</summary>
/// <param name="Digits">The digits, without those of the extension.</param>
/// <param name="HasPlus">Whether the number begins with a plus sign.</param>
/// <param name="Extension">The digits of the extension. Null for none.</param>
/// <param name="FirstGroup">The digits before the first punctuation or space.</param>
internal sealed partial record PhoneText(string Digits, bool HasPlus, string? Extension, string FirstGroup)
{
    private const int MinDigitsBeforeSlash = 7;

    /// <summary>Parses the first number of a text.</summary>
    /// <returns>The number and the other numbers of the text, unparsed. Null if the text does not begin with a number.</returns>
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
        var first = new PhoneText(digits, number.Contains('+', StringComparison.Ordinal), extension, FirstDigits().Match(number).Value);
        return (first, [.. parts.Skip(1).Where(other => other != part)]);
    }

    /// <summary>Returns whether the number is in scientific notation, to which spreadsheets convert long numbers.</summary>
    public static bool IsScientific(string text) => Scientific().IsMatch(text);

    // A slash separates numbers only after a complete number: "030/901820" is one number.
    private static List<string> Split(string text)
    {
        var parts = new List<string>();
        foreach (var part in Separator().Split(text).Select(part => part.Trim().Trim('"').TrimEnd('.')).Where(part => part.Length > 0))
        {
            if (parts.Count > 0 && (part[0] == '/'
                ? parts[^1].Count(char.IsAsciiDigit) < MinDigitsBeforeSlash
                : IsExtension().IsMatch(part)))
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

    [GeneratedRegex(@"\d+", RegexOptions.CultureInvariant)]
    private static partial Regex FirstDigits();

    // A plus sign after digits begins the next number. A slash may begin it.
    [GeneratedRegex(
        @"\s:::\s|[,;|\n&]+(?!\s*(?:ext\b|x\s?\d))|(?<=[\d)])\s*(?=\+)|(?<=[\d)]\s*)(?=/)|\s(?:or|and|oder|und)\s",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Separator();

    [GeneratedRegex(@"^(?:x|ext|extn|extension)\b\.?|^x\d", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex IsExtension();

    [GeneratedRegex(@"\d\s*e\s*[+-]?\s*\d", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Scientific();

    // A phone number that was stored as a floating-point number: 14155550100.0.
    [GeneratedRegex(@"(?<![\d.])(\+?\d{7,15})\.0+(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex FloatingPoint();

    // A label, the number with its punctuation, an extension and a comment.
    [GeneratedRegex(
        @"^(?:'|[\p{L} .-]*[\p{L}][.:]?[:\s]\s*|tel:|[\p{L}]+:)?(?<number>\(?\s*\+?\s*[\d(](?:[\d\s().~/·-]*\d)?\)?)"
        + @"(?:[\s,;]*\(?(?:x|ext\.?|extn\.?|extension|ext=|доб\.?|#)[\s.:=]*(?<extension>\d{1,7})\)?)?\s*(?:\([\p{L} ]+\)|\s[\p{L}]+)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
