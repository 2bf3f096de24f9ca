using System.Text.RegularExpressions;
using Vql.Core.Fields;
using Vql.Core.Text;

namespace Vql.Core.Documents;

/// <summary>
/// Keys by which an import identifies people and companies: however a value was written, one identity has one key. The functions of
/// migration 0070 return the same.
/// </summary>
public static partial class IdentityKeys
{
    // Hosts of mailboxes that people have without a company.
    private static readonly HashSet<string> MailProviders =
    [
        "aol.com", "gmail.com", "gmx.at", "gmx.ch", "gmx.de", "gmx.net", "googlemail.com", "hotmail.com", "hotmail.co.uk", "hotmail.fr",
        "icloud.com",
        "live.com", "mail.com", "mail.ru", "me.com", "msn.com", "outlook.com", "proton.me", "protonmail.com",
        "qq.com", "t-online.de", "web.de", "yahoo.co.uk", "yahoo.com", "yahoo.de", "yahoo.fr", "yandex.ru", "ymail.com", "163.com", "126.com",
    ];

    /// <summary>A name or an e-mail address without regard to case and to the form of its accents; null for none.</summary>
    public static string? OfText(string? value) =>
        value?.Trim(' ') is { Length: > 0 } text ? CsvValue.LowerCase(CanonicalForms.Compose(text)) : null;

    /// <summary>A LinkedIn address without scheme, host, query and trailing slash; null for none.</summary>
    public static string? OfLinkedin(string? address)
    {
        if (address is null)
        {
            return null;
        }

        var key = LinkedinPrefix().Replace(CsvValue.LowerCase(address.Trim(' ')), "");
        var end = key.AsSpan().IndexOfAny('?', '#');
        key = (end < 0 ? key : key[..end]).TrimEnd('/');
        return key.Length > 0 ? key : null;
    }

    /// <summary>The domain that identifies a company; null for none. A page on a host that many share identifies nothing by its domain.</summary>
    /// <param name="website">The company's web address.</param>
    /// <param name="domain">The company's domain.</param>
    public static string? OfCompany(string? website, string? domain)
    {
        var known = domain is null ? "" : NormalizedValue.Of(ValueNormalization.Domain, domain.Trim());
        var site = website is null ? "" : NormalizedValue.Of(ValueNormalization.Domain, website.Trim());
        var isPage = website is not null && !WholeSite().IsMatch(website);
        var key = known.Length > 0 && (!isPage || site != known) ? known : known.Length == 0 && !isPage ? site : "";
        return key.Length > 0 ? key : null;
    }

    /// <summary>Whether a domain is that of a mail provider, whose customers are no company.</summary>
    public static bool IsMailProvider(string domain) => MailProviders.Contains(domain);

    [GeneratedRegex(@"^([a-z][a-z0-9+.-]*://)?(((www|[a-z]{2})\.)?linkedin\.com/|www\.)?/*", RegexOptions.CultureInvariant)]
    private static partial Regex LinkedinPrefix();

    [GeneratedRegex(@"^\s*([A-Za-z][A-Za-z0-9+.-]*://)?[^/?#]+/*\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex WholeSite();
}
