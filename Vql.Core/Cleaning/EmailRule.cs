using Vql.Core.Text;

namespace Vql.Core.Cleaning;

/// <summary>
/// One e-mail address, lower-cased. A display name, angle brackets, <c>mailto:</c> and a final full stop go; of several
/// addresses the first is stored. Nothing is taken off the address itself: <c>_info@</c> and <c>ann+news@</c> are other
/// mailboxes than <c>info@</c>.
/// </summary>
public static class EmailRule
{
    private const int LongestAddress = 254;
    private const int LongestLocalPart = 64;
    private const string Scheme = "mailto:";
    private const string Expected = "is not an e-mail address: write one such as anna@example.com";
    private const string LocalSymbols = "!#$%&'*+-/=?^_`{|}~.";

    private static readonly char[] Separators = [',', ';', '|', ' ', '\n', '(', ')', '[', ']', '"'];

    /// <summary>Cleans an e-mail address.</summary>
    /// <param name="raw">The address as written; null for none.</param>
    public static Cleaned<string> Clean(string? raw)
    {
        if (Characters.Tidy(raw, keepsLines: true) is not { } text)
        {
            return TextRule.Clean(raw);
        }

        if (Placeholders.Contains(text))
        {
            return Cleaned.Placeholder<string>();
        }

        if (IsAddress(text))
        {
            var address = CsvValue.LowerCase(text);
            return Characters.Differ(raw, text)
                ? Cleaned.Rewritten(address, "has invisible characters that are left out")
                : Cleaned.Literal(address);
        }

        return Find(Characters.Ascii(text)) switch
        {
            [] => Cleaned.Rejected<string>(Expected),
            [var only] => Cleaned.Rewritten(only, "has a name, a remark or punctuation beside the address, which is left out"),
            [var first, .. var rest] => Cleaned.FirstOfSeveral(
                first, $"has several addresses: {first} is stored, not {string.Join(", ", rest)}"),
        };
    }

    /// <summary>Whether a text is one e-mail address with a domain, and nothing else.</summary>
    public static bool IsAddress(ReadOnlySpan<char> text)
    {
        var at = text.IndexOf('@');
        return at is > 0 and <= LongestLocalPart && text.Length <= LongestAddress
            && IsLocalPart(text[..at]) && DomainRule.IsDomain(text[(at + 1)..]);
    }

    private static bool IsLocalPart(ReadOnlySpan<char> text)
    {
        if (text[0] is '.' or '\'' || text[^1] == '.' || text.Contains("..", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var letter in text)
        {
            if (!Characters.IsLetterOrDigit(letter) && !LocalSymbols.Contains(letter, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    // Words beside an address are a name only where angle brackets say so: of "john smith@acme.example" nobody knows the mailbox.
    private static List<string> Find(string text)
    {
        var brackets = text.Split('<').Skip(1).Select(part => part.Split('>')[0]).Select(Stripped).ToList();
        if (brackets.Count > 0)
        {
            return brackets.TrueForAll(part => IsAddress(part)) ? [.. brackets.Select(CsvValue.LowerCase).Distinct()] : [];
        }

        var addresses = new List<string>();
        foreach (var part in Bracketless(text).Split(Separators, StringSplitOptions.RemoveEmptyEntries).SelectMany(Parts))
        {
            var token = Stripped(part);
            if (IsAddress(token))
            {
                addresses.Add(CsvValue.LowerCase(token));
            }
            else if (token.Length > 0 && token is not ("or" or "and" or "&" or "/") && !Placeholders.Contains(token))
            {
                return [];
            }
        }

        return [.. addresses.Distinct()];
    }

    // A remark behind an address, such as "(work)".
    private static string Bracketless(string text)
    {
        var (open, close) = (text.IndexOf(" (", StringComparison.Ordinal), text.Length - 1);
        return open > 0 && text[close] == ')' && !text.AsSpan(open).Contains('@') ? text[..open] : text;
    }

    // A slash is a letter of an address unless it stands between two.
    private static string[] Parts(string token) => token.Count(letter => letter == '@') > 1 ? token.Split('/') : [token];

    private static string Stripped(string token)
    {
        var address = token.Trim().Trim('<', '>', '"', '\'', '‘', '’', '“', '”').TrimEnd('.', ',', ';', ':', '!', '?');
        if (!address.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return address;
        }

        var query = address.IndexOf('?', StringComparison.Ordinal);
        return address[Scheme.Length..(query < 0 ? address.Length : query)];
    }
}
