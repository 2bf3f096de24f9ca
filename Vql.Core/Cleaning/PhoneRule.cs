using PhoneNumbers;

namespace Vql.Core.Cleaning;

/// <summary>
/// One phone number in E.164 form, such as <c>+14155550100</c>; of several the first is stored. An extension is not stored. A
/// number without a country code is read as one of the row's country, or as an international number without its plus sign if
/// it is a valid one; otherwise its digits are stored as they are, without a plus sign: no country is made up.
/// </summary>
public static class PhoneRule
{
    private const int FewestDigits = 5;
    private const int MostDigits = 15;
    private const int MostNational = 12;
    private const int FewestInternational = 7;
    private const int FewestWithoutPlus = 11;
    private const string Expected = "is not a phone number: write one such as +14155550100";
    private const string InternationalPrefix = "00";

    private static readonly PhoneNumberUtil Library = PhoneNumberUtil.GetInstance();

    /// <summary>Cleans a phone number.</summary>
    /// <param name="raw">The number as written; null for none.</param>
    /// <param name="region">The ISO 3166 code of the country of the row, such as <c>US</c>; null when it is unknown.</param>
    public static Cleaned<string> Clean(string? raw, string? region = null)
    {
        if (Characters.Tidy(raw, keepsLines: true) is not { } tidy)
        {
            return TextRule.Clean(raw);
        }

        if (Placeholders.Contains(tidy))
        {
            return Cleaned.Placeholder<string>();
        }

        if (tidy is ['+', .. var international] && international.Length is >= FewestInternational and <= MostDigits
            && !international.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return Resolve(new PhoneText(international, HasPlus: true, Extension: null), raw, region);
        }

        if (PhoneText.Read(Characters.Ascii(tidy)) is not ({ } number, var rest))
        {
            return Cleaned.Rejected<string>(
                PhoneText.IsScientific(tidy) ? "is in scientific notation: most digits of the phone number are lost" : Expected);
        }

        var first = Resolve(number, raw, region);
        return first.IsRejected || rest.Count == 0
            ? first
            : Cleaned.FirstOfSeveral(
                first.Value, $"has more than one phone number: {first.Value} is stored, not {string.Join(", ", rest)}");
    }

    private static Cleaned<string> Resolve(PhoneText number, string? raw, string? region)
    {
        if (number.Digits.Length > MostDigits)
        {
            return Cleaned.Rejected<string>($"has more than {MostDigits} digits, the most of a phone number");
        }

        var resolved = number.HasPlus ? International(number.Digits)
            : number.Digits.StartsWith(InternationalPrefix, StringComparison.Ordinal)
                ? International(number.Digits[InternationalPrefix.Length..])
            : National(number.Digits, region);
        return resolved.IsRejected ? resolved
            : number.Extension is { } extension ? WithoutExtension(resolved, extension)
            : resolved.Reading == Reading.Literal && Characters.Differ(raw, resolved.Value)
                ? Cleaned.Rewritten(resolved.Value, "is stored in E.164 form")
            : resolved;
    }

    private static Cleaned<string> WithoutExtension(Cleaned<string> number, string extension) => number with
    {
        Reading = number.Reading == Reading.Literal ? Reading.Rewritten : number.Reading,
        Explanation = $"has the extension {extension}, which is not stored",
    };

    private static Cleaned<string> International(string digits)
    {
        var number = Parse($"+{digits}", null);
        return (number is null ? PhoneNumberUtil.ValidationResult.INVALID_COUNTRY_CODE : Library.IsPossibleNumberWithReason(number)) switch
        {
            PhoneNumberUtil.ValidationResult.IS_POSSIBLE => Cleaned.Literal(E164(number!)),
            PhoneNumberUtil.ValidationResult.TOO_LONG => Cleaned.Rejected<string>("has more digits than a phone number of its country"),
            _ when digits.Length < FewestDigits => Cleaned.Rejected<string>(Expected),
            _ => Cleaned.Approximate($"+{digits}", "is not a possible number of its country: its digits are stored"),
        };
    }

    private static Cleaned<string> National(string digits, string? region)
    {
        if (digits.Length < FewestDigits)
        {
            return Cleaned.Rejected<string>(Expected);
        }

        if (region is not null && Parse(digits, region) is { } national && Library.IsPossibleNumber(national))
        {
            return Cleaned.Rewritten(E164(national), "has no country code: that of the row's country is added");
        }

        if (digits.Length >= FewestWithoutPlus && Parse($"+{digits}", null) is { } number && Library.IsValidNumber(number))
        {
            return Cleaned.Rewritten(E164(number), "has no plus sign: it is read as an international number");
        }

        return digits.Length > MostNational
            ? Cleaned.Rejected<string>("has more digits than a phone number without a country code")
            : Cleaned.Approximate(digits, "has no country code: its digits are stored without one");
    }

    // Formatting costs ten times as much as parsing; E.164 is no more than this.
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
