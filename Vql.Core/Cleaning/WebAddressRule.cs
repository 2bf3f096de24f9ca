using System.Buffers;
using System.Text.RegularExpressions;
using Vql.Core.Fields;
using Vql.Core.Text;

namespace Vql.Core.Cleaning;

/// <summary>
/// Cleans web addresses. One address is stored, with or without <c>https://</c>. If there are several, the first one is stored.
/// Handles of social networks, such as <c>@example</c>, are accepted. Schemes other than http and https, such as
/// <c>javascript:</c>, are rejected.
/// </summary>
public static partial class WebAddressRule
{
    private const string Expected = "is not a web address: use a format such as https://example.com";

    private static readonly SearchValues<char> InvalidCharacters = SearchValues.Create(" \n<>\"|;");
    private static readonly string[] LinkedinPages = ["in", "pub", "company", "school", "showcase"];

    /// <summary>Cleans a web address.</summary>
    /// <param name="raw">The input. Null for none.</param>
    /// <param name="isLowerCased">Whether the column stores the address in lowercase.</param>
    public static Cleaned<string> Clean(string? raw, bool isLowerCased = false)
    {
        var text = Characters.Normalize(raw, keepsLines: true);
        if (text is null || Placeholders.Contains(text))
        {
            return TextRule.Clean(raw);
        }

        if (IsAddress(text) || (isLowerCased && IsLinkedinPath(text)))
        {
            var address = isLowerCased ? CsvValue.LowerCase(text) : text;
            return Characters.IsChanged(raw, text)
                ? Cleaned.Rewritten(address, "contains invisible characters, which are removed")
                : Cleaned.Literal(address);
        }

        var parts = Separator().Split(text).Select(part => part.Trim(',')).Where(part => part.Length > 0)
            .SelectMany(part => IsAddress(part) ? [part] : part.Split(','))
            .Select(part => part.Trim('<', '>', '"', '\'').TrimEnd('.')).Where(part => part.Length > 0).ToList();
        if (parts.Count == 0 || !parts.TrueForAll(IsAddress))
        {
            return Cleaned.Rejected<string>(Expected);
        }

        var first = isLowerCased ? CsvValue.LowerCase(parts[0]) : parts[0];
        return parts.Count == 1
            ? Cleaned.Rewritten(first, "contains quotes, brackets or a final period, which are removed")
            : Cleaned.FirstOfSeveral(first, $"contains more than one address: {first} is stored, not {string.Join(", ", parts.Skip(1))}");
    }

    private static bool IsAddress(string text)
    {
        if (text.AsSpan().ContainsAny(InvalidCharacters))
        {
            return false;
        }

        if (text[0] == '@')
        {
            return text.Length > 1 && text.Skip(1).All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '.' or '-');
        }

        if (IsMailbox(text))
        {
            return false;
        }

        // A comma belongs to the path of an address unless another address follows it.
        if (text.Contains(',', StringComparison.Ordinal) && Separator().IsMatch(text))
        {
            return false;
        }

        var host = NormalizedValue.Of(ValueNormalization.Domain, text);
        return HasWebScheme(text) && DomainRule.IsDomain(host);
    }

    [GeneratedRegex(@"[;| \n]|(?<= ):::(?= )|,(?=https?://|www\.)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Separator();

    // LinkedIn addresses are often written without the host name.
    private static bool IsLinkedinPath(string text)
    {
        var path = text.AsSpan().TrimStart('/');
        var slash = path.IndexOf('/');
        return slash > 0 && slash + 1 < path.Length && !path.ContainsAny(InvalidCharacters)
            && LinkedinPages.Contains(path[..slash].ToString(), StringComparer.OrdinalIgnoreCase);
    }

    // "ann@acme.example" is an email address. "https://ann@acme.example" is a web address with a user name.
    private static bool IsMailbox(string text)
    {
        var end = text.AsSpan().IndexOfAny("/?#");
        return !text.Contains("://", StringComparison.Ordinal) && (end < 0 ? text : text.AsSpan(0, end)).Contains('@');
    }

    private static bool HasWebScheme(string text)
    {
        var end = text.IndexOf("://", StringComparison.Ordinal);
        return end < 0 || text.AsSpan(0, end) is var scheme
            && (scheme.Equals("https", StringComparison.OrdinalIgnoreCase) || scheme.Equals("http", StringComparison.OrdinalIgnoreCase));
    }
}
