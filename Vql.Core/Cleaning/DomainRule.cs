using Vql.Core.Fields;
using Vql.Core.Text;

namespace Vql.Core.Cleaning;

/// <summary>
/// Cleans domain names. The host name of a web address or an email address is stored in lowercase, without <c>www.</c>.
/// </summary>
public static class DomainRule
{
    private const int MaxDomainLength = 253;
    private const int MaxLabelLength = 63;
    private const string Expected = "is not a domain: use a format such as example.com";

    /// <summary>Cleans a domain.</summary>
    /// <param name="raw">The domain, web address or email address. Null for none.</param>
    public static Cleaned<string> Clean(string? raw)
    {
        var text = TextRule.Clean(raw);
        if (text.Value is not { } value)
        {
            return text;
        }

        if (value.Contains('@', StringComparison.Ordinal) && EmailRule.Clean(value).Value is { } address)
        {
            value = address[(address.IndexOf('@', StringComparison.Ordinal) + 1)..];
        }

        var domain = NormalizedValue.Of(ValueNormalization.Domain, value.TrimStart('@')).TrimEnd('.');
        return !IsDomain(domain) ? Cleaned.Rejected<string>(Expected)
            : Characters.IsChanged(raw, domain) ? Cleaned.Rewritten(domain, "is stored as a domain")
            : Cleaned.Literal(domain);
    }

    /// <summary>Returns the domain of a cleaned email address or web address, or null if it has none.</summary>
    public static string? Of(string? address) => address is null ? null : Clean(address).Value;

    /// <summary>Returns whether a text is a domain name with at least two labels.</summary>
    internal static bool IsDomain(ReadOnlySpan<char> text)
    {
        var last = text[(text.LastIndexOf('.') + 1)..];
        if (text.Length > MaxDomainLength || last.Length < 2 || last.Length == text.Length || !last.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        foreach (var label in text.Split('.'))
        {
            if (!IsLabel(text[label]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsLabel(ReadOnlySpan<char> label)
    {
        if (label.Length is 0 or > MaxLabelLength || label[0] == '-' || label[^1] == '-')
        {
            return false;
        }

        foreach (var letter in label)
        {
            if (letter is not ('-' or '_') && !Characters.IsLetterOrDigit(letter))
            {
                return false;
            }
        }

        return true;
    }
}
