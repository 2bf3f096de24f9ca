using System.Text;
using System.Text.RegularExpressions;
using Vql.Core.Fields;

namespace Vql.Core.Text;

/// <summary>
/// Normalizes whole values for comparison: those of queries and of documents. For its searches, PostgreSQL normalizes the values of
/// rows with functions (<c>vql_label</c> and others). A test verifies that both return the same results.
/// </summary>
public static partial class NormalizedValue
{
    private const char FirstWide = '\uFF01';
    private const char LastWide = '\uFF5E';
    private const int WideToAscii = 0xFEE0;
    private const char WideSpace = '\u3000';

    /// <summary>The maximum length of short labels and of domains, in characters.</summary>
    internal const int MaxLength = 255;

    /// <summary>Returns the normalized form of a value.</summary>
    public static string Of(ValueNormalization normalization, string value) => normalization switch
    {
        ValueNormalization.None => value,
        ValueNormalization.Label => OfLabel(value),
        ValueNormalization.ShortLabel => Truncate(OfLabel(value)),
        ValueNormalization.Email => FoldCaseAndWidth(value),
        ValueNormalization.EmailDomain => AfterAtSign(FoldCaseAndWidth(value)),
        ValueNormalization.Url => OfUrl(FoldCaseAndWidth(PercentEncoding.DecodeLetters(value))),
        ValueNormalization.Domain => Truncate(Domain().Match(FoldCaseAndWidth(value)).Groups[1].Value),
        ValueNormalization.Phone => OfPhone(FoldCaseAndWidth(value)),
        _ => throw new ArgumentOutOfRangeException(nameof(normalization)),
    };

    /// <summary>Converts a text to lowercase, as the PostgreSQL function <c>vql_lower</c> does on all versions.</summary>
    internal static string LowerCase(string text) => Ascii.IsValid(text) || !text.EnumerateRunes().Any(IsNewCapital)
        ? CsvValue.LowerCase(text)
        : string.Concat(text.EnumerateRunes().Select(rune =>
            IsNewCapital(rune) ? rune.ToString() : CsvValue.LowerCase(rune.ToString())));

    // Unicode added these capitals after version 13, on which vql_lower is based. They are compared as they are. The last two ranges
    // are those of the scripts Vithkuqi and Garay.
    private static bool IsNewCapital(Rune rune) => rune.Value is 0x1C89 or 0x2C2F or 0xA7C0 or 0xA7CB or 0xA7CC or 0xA7D0 or 0xA7D6
        or 0xA7D8 or 0xA7DA or 0xA7DC or (>= 0x10570 and <= 0x10595) or (>= 0x10D50 and <= 0x10D65);

    /// <summary>
    /// Removes differences of case, composition, character width and accents, and replaces letters by their ASCII equivalents. Some
    /// letters have one only in lower case, and some equivalents are capitals.
    /// </summary>
    internal static string Fold(string value) =>
        LowerCase(AsciiFolding.Apply(LowerCase(Accents.Remove(Narrow(CanonicalForms.Compose(value))))));

    private static string OfLabel(string value) => Blanks.Collapse(Fold(value));

    private static string OfPhone(string value)
    {
        var number = PhoneTrunk().Replace(PhoneExtension().Replace(value, "", 1), "$1");
        return PhonePrefix().Replace(string.Concat(number.Where(char.IsAsciiDigit)), "");
    }

    private static string OfUrl(string address)
    {
        var page = UrlStart().Replace(address, "");
        var end = page.AsSpan().IndexOfAny('?', '#');
        return (end < 0 ? page : page[..end]).TrimEnd('/', ' ', '\t', '\r', '\n');
    }

    private static string AfterAtSign(string address) => address[(address.LastIndexOf('@') + 1)..];

    private static string Truncate(string text) =>
        text.Length <= MaxLength ? text : string.Concat(text.EnumerateRunes().Take(MaxLength).Select(rune => rune.ToString()));

    // Removes differences of case, composition and character width, and outer blanks.
    private static string FoldCaseAndWidth(string value) => Blanks.Trim(LowerCase(Narrow(CanonicalForms.Compose(value))));

    private static string Narrow(string text) => Ascii.IsValid(text)
        ? text
        : string.Create(text.Length, text, static (narrow, wide) =>
        {
            for (var index = 0; index < wide.Length; index++)
            {
                narrow[index] = wide[index] switch
                {
                    >= FirstWide and <= LastWide => (char)(wide[index] - WideToAscii),
                    WideSpace => ' ',
                    var other => other,
                };
            }
        });

    // A page of LinkedIn is the same on its national hosts, such as de.linkedin.com.
    [GeneratedRegex(@"^[ \t\r\n]*(?:[a-z][a-z0-9+.-]*://)?(?:www\.)*(?:[a-z]{2}\.(?=linkedin\.com(?:/|\z)))?")]
    private static partial Regex UrlStart();

    [GeneratedRegex(@"^[ \t\r\n]*(?:[a-z][a-z0-9+.-]*://)?(?:[^/@?#]*@)?(?:www\.)*([^/:?# \t\r\n]*)")]
    private static partial Regex Domain();

    [GeneratedRegex(@"(?:x|ext|extension|#)[. :]*[0-9]{1,7}[ )]*\z")]
    private static partial Regex PhoneExtension();

    [GeneratedRegex(@"^([^0-9]*(?:\+|00)[0-9 .-]*)\(0\)")]
    private static partial Regex PhoneTrunk();

    [GeneratedRegex("^(?:00)+")]
    private static partial Regex PhonePrefix();
}
