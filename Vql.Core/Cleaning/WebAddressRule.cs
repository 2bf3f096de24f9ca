using System.Buffers;
using System.Text.RegularExpressions;
using Vql.Core.Fields;
using Vql.Core.Text;

namespace Vql.Core.Cleaning;

/// <summary>
/// One web address in the spelling that was given, with or without <c>https://</c>; of several the first is stored. A handle
/// such as <c>@example</c> is taken, too, for pages of social networks. Another scheme, such as <c>javascript:</c>, is
/// rejected.
/// </summary>
public static partial class WebAddressRule
{
    private const string Expected = "is not a web address: write one such as https://example.com";

    private static readonly SearchValues<char> NeverInside = SearchValues.Create(" \n<>\"|;");
    private static readonly string[] LinkedinPages = ["in", "pub", "company", "school", "showcase"];

    /// <summary>Cleans a web address.</summary>
    /// <param name="raw">The address as written; null for none.</param>
    /// <param name="isLowerCased">Whether the column holds it lower-cased.</param>
    public static Cleaned<string> Clean(string? raw, bool isLowerCased = false)
    {
        var text = Characters.Tidy(raw, keepsLines: true);
        if (text is null || Placeholders.Contains(text))
        {
            return TextRule.Clean(raw);
        }

        if (IsAddress(text) || (isLowerCased && IsLinkedinPath(text)))
        {
            var address = isLowerCased ? CsvValue.LowerCase(text) : text;
            return Characters.Differ(raw, text)
                ? Cleaned.Rewritten(address, "has invisible characters that are left out")
                : Cleaned.Literal(address);
        }

        var parts = Separator().Split(text).Select(part => part.Trim(',')).Where(part => part.Length > 0)
            .SelectMany(part => IsAddress(part) ? [part] : part.Split(','))
            .Select(part => part.Trim('<', '>', '"', '\'')).Where(part => part.Length > 0).ToList();
        if (parts.Count == 0 || !parts.TrueForAll(IsAddress))
        {
            return Cleaned.Rejected<string>(Expected);
        }

        var first = isLowerCased ? CsvValue.LowerCase(parts[0]) : parts[0];
        return parts.Count == 1
            ? Cleaned.Rewritten(first, "has quotes or brackets that are left out")
            : Cleaned.FirstOfSeveral(first, $"has several addresses: {first} is stored, not {string.Join(", ", parts.Skip(1))}");
    }

    private static bool IsAddress(string text)
    {
        if (text.AsSpan().ContainsAny(NeverInside))
        {
            return false;
        }

        if (text[0] == '@')
        {
            return text.Length > 1 && text.Skip(1).All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '.' or '-');
        }

        // A comma inside of an address is one in its path, unless another address follows.
        if (text.Contains(',', StringComparison.Ordinal) && Separator().IsMatch(text))
        {
            return false;
        }

        var host = NormalizedValue.Of(ValueNormalization.Domain, text);
        return HasWebScheme(text) && DomainRule.IsDomain(host);
    }

    [GeneratedRegex(@"[;| \n]|,(?=https?://|www\.)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Separator();

    // A LinkedIn address is often written without its host.
    private static bool IsLinkedinPath(string text)
    {
        var path = text.AsSpan().TrimStart('/');
        var slash = path.IndexOf('/');
        return slash > 0 && slash + 1 < path.Length && !path.ContainsAny(NeverInside)
            && LinkedinPages.Contains(path[..slash].ToString(), StringComparer.OrdinalIgnoreCase);
    }

    private static bool HasWebScheme(string text)
    {
        var end = text.IndexOf("://", StringComparison.Ordinal);
        return end < 0 || text.AsSpan(0, end) is var scheme
            && (scheme.Equals("https", StringComparison.OrdinalIgnoreCase) || scheme.Equals("http", StringComparison.OrdinalIgnoreCase));
    }
}
