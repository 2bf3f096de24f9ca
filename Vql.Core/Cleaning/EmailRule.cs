using Vql.Core.Text;

namespace Vql.Core.Cleaning;

/// <summary>
/// Cleans email addresses. One address is stored in lowercase. A display name, angle brackets, <c>mailto:</c> and a final period
/// are removed. If there are several addresses, the first one is stored. The address itself is not shortened: <c>_info@</c> and
/// <c>ann+news@</c> are different mailboxes from <c>info@</c>.
/// </summary>
public static class EmailRule
{
    private const int MaxAddressLength = 254;
    private const int MaxLocalPartLength = 64;
    private const string Scheme = "mailto:";
    private const string Expected = "is not a valid email address: use a format such as anna@example.com";
    private const string LocalSymbols = "!#$%&'*+-/=?^_`{|}~.";

    private static readonly char[] EntrySeparators = [',', ';', '|', '\n'];
    private static readonly char[] Separators = [',', ';', '|', ' ', '\n', '(', ')', '[', ']', '"'];

    /// <summary>Cleans an email address.</summary>
    /// <param name="raw">The input. Null for none.</param>
    public static Cleaned<string> Clean(string? raw)
    {
        if (Characters.Normalize(raw, keepsLines: true) is not { } text)
        {
            return TextRule.Clean(raw);
        }

        if (Placeholders.Contains(text))
        {
            return Cleaned.Placeholder<string>();
        }

        var folded = Characters.Ascii(text);
        if (IsAddress(folded))
        {
            var address = CsvValue.LowerCase(folded);
            return Characters.IsChanged(raw, folded)
                ? Cleaned.Rewritten(address, "contains invisible or unusual characters, which are removed or replaced")
                : Cleaned.Literal(address);
        }

        return Find(folded) switch
        {
            [] => Cleaned.Rejected<string>(Expected),
            [var only] => Cleaned.Rewritten(only, "contains a name, a comment or punctuation beside the address, which is removed"),
            [var first, .. var rest] => Cleaned.FirstOfSeveral(
                first, $"contains more than one address: {first} is stored, not {string.Join(", ", rest)}"),
        };
    }

    /// <summary>Returns whether a text is exactly one email address with a domain.</summary>
    public static bool IsAddress(ReadOnlySpan<char> text)
    {
        var at = text.IndexOf('@');
        return at is > 0 and <= MaxLocalPartLength && text.Length <= MaxAddressLength
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

    // Words beside an address are a display name only if the address is in angle brackets. In "john smith@acme.example", the
    // mailbox is unknown.
    private static List<string> Find(string text)
    {
        if (text.Contains('<', StringComparison.Ordinal))
        {
            var entries = text.Split(EntrySeparators).SelectMany(InEntry).ToList();
            return entries.TrueForAll(entry => IsAddress(entry)) ? [.. entries.Select(CsvValue.LowerCase).Distinct()] : [];
        }

        var addresses = new List<string>();
        foreach (var part in RemoveComment(text).Split(Separators, StringSplitOptions.RemoveEmptyEntries).SelectMany(SplitAtSlash))
        {
            var token = Unwrap(part);
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

    // The addresses of a part of a list of recipients. A part without an address belongs to a display name: "Ray, Mia <…>".
    private static IEnumerable<string> InEntry(string entry) => entry.Split('<') is [_, _, ..] parts
        ? parts.Skip(1).Select(part => Unwrap(part.Split('>')[0]))
        : entry.Contains('@', StringComparison.Ordinal) ? [Unwrap(entry)] : [];

    // Removes a comment after an address, such as "(work)".
    private static string RemoveComment(string text)
    {
        var (open, close) = (text.IndexOf(" (", StringComparison.Ordinal), text.Length - 1);
        return open > 0 && text[close] == ')' && !text.AsSpan(open).Contains('@') ? text[..open] : text;
    }

    // A slash is a character of an address unless it separates two addresses.
    private static string[] SplitAtSlash(string token) => token.Count(letter => letter == '@') > 1 ? token.Split('/') : [token];

    private static string Unwrap(string token)
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
