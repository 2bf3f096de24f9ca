using System.Text.RegularExpressions;
using Vql.Core.Fields;
using Vql.Core.Text;

namespace Vql.Core.Documents;

/// <summary>
/// Keys by which an import identifies people and companies. All spellings of the same identity have the same key. The functions
/// of migrations 0070 and 0117 return the same keys.
/// </summary>
public static partial class IdentityKeys
{
    // Domains of email providers for individuals.
    private static readonly HashSet<string> MailProviders =
    [
        "aol.com", "gmail.com", "gmx.at", "gmx.ch", "gmx.de", "gmx.net", "googlemail.com", "hotmail.com", "hotmail.co.uk", "hotmail.fr",
        "icloud.com", "live.com", "mail.com", "mail.ru", "me.com", "msn.com", "outlook.com", "proton.me", "protonmail.com", "qq.com",
        "t-online.de", "web.de", "yahoo.co.uk", "yahoo.com", "yahoo.de", "yahoo.fr", "yandex.ru", "ymail.com", "163.com", "126.com",
    ];

    // The pages of LinkedIn that belong to nobody.
    private static readonly HashSet<string> LinkedinPages =
    [
        "feed", "search", "jobs", "home", "login", "signup", "checkpoint", "uas", "authwall", "mynetwork", "messaging", "notifications",
        "posts", "pulse", "learning", "help", "legal", "groups", "directory",
    ];

    // Mailboxes that several people read.
    private static readonly HashSet<string> SharedMailboxes =
    [
        "accounting", "accounts", "accueil", "admin", "administration", "billing", "bookings", "buero", "careers", "commercial",
        "contact", "contacto", "contato", "customerservice", "enquiries", "enquiry", "export", "finance", "hello", "help", "hr", "info",
        "information", "inquiries", "jobs", "kontakt", "mail", "marketing", "no-reply", "noreply", "office", "orders", "post",
        "postmaster", "press", "reception", "sales", "secretariat", "secretary", "service", "support", "team", "vendas", "ventas",
        "vertrieb", "webmaster",
    ];

    /// <summary>
    /// Returns the key of a name or an email address. Case, the normalization form of accents and additional blanks are ignored. Null
    /// for none.
    /// </summary>
    public static string? OfText(string? value) =>
        value is not null && Blanks.Collapse(NormalizedValue.LowerCase(CanonicalForms.Compose(value))) is { Length: > 0 } key ? key : null;

    /// <summary>
    /// Returns the key of a LinkedIn URL: the path without a trailing slash, with its letters decoded. Null for none.
    /// </summary>
    public static string? OfLinkedin(string? address)
    {
        if (address is null)
        {
            return null;
        }

        var decoded = NormalizedValue.LowerCase(CanonicalForms.Compose(PercentEncoding.DecodeLetters(address)));
        var key = LinkedinPrefix().Replace(Blanks.Trim(decoded), "");
        var end = key.AsSpan().IndexOfAny('?', '#');
        key = (end < 0 ? key : key[..end]).TrimEnd('/');
        return key.Length > 0 ? key : null;
    }

    /// <summary>
    /// Returns the key of the LinkedIn URL of a person or a company. Null for none, and for a page that belongs to nobody, such as
    /// <c>linkedin.com/feed</c>.
    /// </summary>
    public static string? OfProfile(string? address) =>
        OfLinkedin(address) is { } key && key.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash
            && !LinkedinPages.Contains(key[..slash]) ? key : null;

    /// <summary>Returns the domain that identifies a company, or null for none.</summary>
    /// <remarks>If the website is a page on a shared host, its domain does not identify the company.</remarks>
    /// <param name="website">The web address of the company.</param>
    /// <param name="domain">The domain of the company.</param>
    public static string? OfCompany(string? website, string? domain)
    {
        var known = domain is null ? "" : NormalizedValue.Of(ValueNormalization.Domain, domain.Trim());
        var site = website is null ? "" : NormalizedValue.Of(ValueNormalization.Domain, website.Trim());
        var isPage = website is not null && !WholeSite().IsMatch(website);
        var key = known.Length > 0 && (!isPage || site != known) ? known : known.Length == 0 && !isPage ? site : "";
        return key.Length > 0 ? key : null;
    }

    /// <summary>
    /// Returns whether a domain belongs to an email provider for individuals, and therefore does not identify a company.
    /// </summary>
    public static bool IsMailProvider(string domain) => MailProviders.Contains(domain);

    /// <summary>Returns whether several people read a mailbox, such as <c>info@</c>. It does not identify a person by itself.</summary>
    /// <param name="email">The key of the address.</param>
    public static bool IsSharedMailbox(string email) => SharedMailboxes.Contains(email.Split('@')[0]);

    [GeneratedRegex(@"^([a-z][a-z0-9+.-]*://)?(((www|[a-z]{2})\.)?linkedin\.com/|www\.)?/*", RegexOptions.CultureInvariant)]
    private static partial Regex LinkedinPrefix();

    [GeneratedRegex(@"^\s*([A-Za-z][A-Za-z0-9+.-]*://)?[^/?#]+/*\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex WholeSite();
}
