using Vql.Core.Fields;
using Vql.Core.Text;

namespace Vql.Core.Cleaning;

/// <summary>A domain name, lower-cased: the host of a web address or of an e-mail address, without <c>www.</c>.</summary>
public static class DomainRule
{
    private const int LongestDomain = 253;
    private const int LongestLabel = 63;
    private const string Expected = "is not a domain: write one such as example.com";

    /// <summary>Cleans a domain.</summary>
    /// <param name="raw">The domain, web address or e-mail address as written; null for none.</param>
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
            : Characters.Differ(raw, domain) ? Cleaned.Rewritten(domain, "is stored as a domain alone")
            : Cleaned.Literal(domain);
    }

    /// <summary>Returns the domain of a cleaned e-mail address or web address; null when it has none.</summary>
    public static string? Of(string? address) => address is null ? null : Clean(address).Value;

    /// <summary>Whether a text is a domain name of two labels or more.</summary>
    internal static bool IsDomain(ReadOnlySpan<char> text)
    {
        var last = text[(text.LastIndexOf('.') + 1)..];
        if (text.Length > LongestDomain || last.Length < 2 || last.Length == text.Length || !last.ContainsAnyExceptInRange('0', '9'))
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
        if (label.Length is 0 or > LongestLabel || label[0] == '-' || label[^1] == '-')
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
