using System.Globalization;
using PhoneNumbers;

namespace Vql.Core.Cleaning;

/// <summary>
/// Cleans phone numbers. One number is stored in E.164 format, such as <c>+14155550100</c>, without an extension. If there are
/// several, the first one is stored. A number without a country code is interpreted as a number of the row's country. If that is
/// not possible, it is interpreted as an international number without its plus sign. If that is not valid, its digits are stored
/// without a plus sign.
/// </summary>
public static class PhoneRule
{
    private const int MinDigits = 5;
    private const int MaxDigits = 15;
    private const int MaxNationalDigits = 12;
    private const int MinInternationalDigits = 7;
    private const int MinDigitsWithoutPlus = 11;
    private const string Expected = "is not a valid phone number: use a format such as +14155550100";
    private const string InternationalPrefix = "00";

    private static readonly PhoneNumberUtil Library = PhoneNumberUtil.GetInstance();

    /// <summary>Cleans a phone number.</summary>
    /// <param name="raw">The input. Null for none.</param>
    /// <param name="region">The ISO 3166 code of the country of the row, such as <c>US</c>. Null if it is unknown.</param>
    public static Cleaned<string> Clean(string? raw, string? region = null)
    {
        if (Characters.Normalize(raw, keepsLines: true) is not { } text)
        {
            return TextRule.Clean(raw);
        }

        if (Placeholders.Contains(text))
        {
            return Cleaned.Placeholder<string>();
        }

        if (text is ['+', .. var international] && international.Length is >= MinInternationalDigits and <= MaxDigits
            && !international.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return Resolve(new PhoneText(international, HasPlus: true, Extension: null, international), raw, region);
        }

        if (PhoneText.Read(Characters.Ascii(text)) is not ({ } number, var rest))
        {
            return Cleaned.Rejected<string>(
                PhoneText.IsScientific(text) ? "is in scientific notation, in which most digits of the phone number are lost" : Expected);
        }

        var first = Resolve(number, raw, region);
        return first.IsRejected || rest.Count == 0
            ? first
            : Cleaned.FirstOfSeveral(
                first.Value, $"contains more than one phone number: {first.Value} is stored, not {string.Join(", ", rest)}");
    }

    private static Cleaned<string> Resolve(PhoneText number, string? raw, string? region)
    {
        if (number.Digits.Length > MaxDigits)
        {
            return Cleaned.Rejected<string>($"has more than {MaxDigits} digits, the maximum for a phone number");
        }

        var resolved = number.HasPlus ? International(number.Digits)
            : number.Digits.StartsWith(InternationalPrefix, StringComparison.Ordinal)
                ? International(number.Digits[InternationalPrefix.Length..])
            : National(number, region);
        return resolved.IsRejected ? resolved
            : number.Extension is { } extension ? WithoutExtension(resolved, extension)
            : resolved.Reading == Reading.Literal && Characters.IsChanged(raw, resolved.Value)
                ? Cleaned.Rewritten(resolved.Value, "is stored in E.164 format")
            : resolved;
    }

    private static Cleaned<string> WithoutExtension(Cleaned<string> number, string extension) => number with
    {
        Reading = number.Reading == Reading.Literal ? Reading.Rewritten : number.Reading,
        Explanation = $"has the extension {extension}, which is not stored",
    };

    // "+0044" is "+44". No country code begins with 0.
    private static Cleaned<string> International(string digits)
    {
        digits = digits.StartsWith(InternationalPrefix, StringComparison.Ordinal) ? digits[InternationalPrefix.Length..] : digits;
        if (digits.StartsWith('0'))
        {
            return Cleaned.Rejected<string>("has a country code that begins with 0");
        }

        var number = Parse($"+{digits}", null);
        return (number is null ? PhoneNumberUtil.ValidationResult.INVALID_COUNTRY_CODE : Library.IsPossibleNumberWithReason(number)) switch
        {
            PhoneNumberUtil.ValidationResult.IS_POSSIBLE => Cleaned.Literal(E164(number!)),
            PhoneNumberUtil.ValidationResult.TOO_LONG => Cleaned.Rejected<string>("has too many digits for a phone number of its country"),
            _ when digits.Length < MinDigits => Cleaned.Rejected<string>(Expected),
            _ => Cleaned.Approximate($"+{digits}", "is not a possible phone number of its country: its digits are stored"),
        };
    }

    private static Cleaned<string> National(PhoneText text, string? region)
    {
        var digits = text.Digits;
        if (digits.Length < MinDigits)
        {
            return Cleaned.Rejected<string>(Expected);
        }

        var national = region is not null && Parse(digits, region) is { } inRegion
            && Library.IsPossibleNumberWithReason(inRegion) == PhoneNumberUtil.ValidationResult.IS_POSSIBLE ? inRegion : null;
        var international = digits.Length >= MinDigitsWithoutPlus && Parse($"+{digits}", null) is { } abroad
            && Library.IsValidNumber(abroad) ? abroad : null;
        // In "8 (495) 123-45-67", the digits 84 are not a country code.
        var isGroupedAlike = international is null || text.FirstGroup.Length == digits.Length
            || text.FirstGroup == international.CountryCode.ToString(CultureInfo.InvariantCulture);
        if (national is not null && (international is null || !isGroupedAlike || IsPreferred(national, international)))
        {
            return Cleaned.Rewritten(E164(national), "has no country code: the code of the row's country is added");
        }

        if (international is not null)
        {
            return isGroupedAlike
                ? Cleaned.Rewritten(E164(international), "has no plus sign: it is interpreted as an international number")
                : Cleaned.Rejected<string>("has no country code, and its first digits could be one: add the country code");
        }

        return digits.Length > MaxNationalDigits
            ? Cleaned.Rejected<string>("has too many digits for a phone number without a country code")
            : Cleaned.Approximate(digits, "has no country code: only its digits are stored");
    }

    // Digits that begin with the code of the row's own country are an international number whose plus sign a spreadsheet removed.
    private static bool IsPreferred(PhoneNumber national, PhoneNumber international) => national.Equals(international)
        || (national.CountryCode != international.CountryCode && Library.IsValidNumber(national));

    // PhoneNumberUtil.Format takes ten times as long as parsing. The E.164 format is only these two parts.
    private static string E164(PhoneNumber number) => $"+{number.CountryCode}{Library.GetNationalSignificantNumber(number)}";

    private static PhoneNumber? Parse(string text, string? region)
    {
        try
        {
            return Library.Parse(text, region);
        }
        catch (NumberParseException)
        {
            return null;
        }
    }
}
