using System.Text.RegularExpressions;
using Vql.Core.Fields;

namespace Vql.Core.Text;

/// <summary>
/// Normalizes whole values for comparison. PostgreSQL functions (<c>vql_label</c> and others) normalize the values of rows, which
/// are also written to documents. This class normalizes the values of queries. A test verifies that both return the same results.
/// </summary>
public static partial class NormalizedValue
{
    private const char FirstWide = '\uFF01';
    private const char LastWide = '\uFF5E';
    private const int WideToAscii = 0xFEE0;
    private const int MaxLength = 255;
    private const char WideSpace = '\u3000';

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

    // Some letters have an ASCII equivalent only in lower case, and some equivalents are capitals.
    private static string OfLabel(string value) =>
        Blanks.Collapse(
            CsvValue.LowerCase(AsciiFolding.Apply(CsvValue.LowerCase(Accents.Remove(Narrow(CanonicalForms.Compose(value)))))));

    private static string OfPhone(string value)
    {
        var number = PhoneTrunk().Replace(PhoneExtension().Replace(value, "", 1), "$1");
        return PhonePrefix().Replace(string.Concat(number.Where(char.IsAsciiDigit)), "");
    }

    private static string OfUrl(string address) => UrlEnd().Replace(UrlStart().Replace(address, ""), "", 1);

    private static string AfterAtSign(string address) => address[(address.LastIndexOf('@') + 1)..];

    private static string Truncate(string text) =>
        text.Length <= MaxLength ? text : string.Concat(text.EnumerateRunes().Take(MaxLength).Select(rune => rune.ToString()));

    // Removes differences of case, composition and character width, and outer blanks.
    private static string FoldCaseAndWidth(string value) => Blanks.Trim(CsvValue.LowerCase(Narrow(CanonicalForms.Compose(value))));

    private static string Narrow(string text) => System.Text.Ascii.IsValid(text)
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

    [GeneratedRegex(@"[/ \t\r\n]*(?:[?#][\s\S]*)?\z")]
    private static partial Regex UrlEnd();

    [GeneratedRegex(@"^[ \t\r\n]*(?:[a-z][a-z0-9+.-]*://)?(?:[^/@?#]*@)?(?:www\.)*([^/:?# \t\r\n]*)")]
    private static partial Regex Domain();

    [GeneratedRegex(@"(?:x|ext|extension|#)[. :]*[0-9]{1,7}[ )]*\z")]
    private static partial Regex PhoneExtension();

    [GeneratedRegex(@"^([^0-9]*(?:\+|00)[0-9 .-]*)\(0\)")]
    private static partial Regex PhoneTrunk();

    [GeneratedRegex("^(?:00)+")]
    private static partial Regex PhonePrefix();
}
