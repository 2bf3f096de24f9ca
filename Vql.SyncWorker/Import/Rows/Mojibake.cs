using System.Buffers;
using System.Text.RegularExpressions;

namespace Vql.SyncWorker.Import.Rows;

/// <summary>
/// Recognizes text that a program garbled before the export: UTF-8 that was read in Windows-1252 or ISO 8859-1, such as <c>Ã¼</c>
/// for <c>ü</c>, letters that were replaced, and HTML entities.
/// </summary>
internal static partial class Mojibake
{
    private const char Replacement = '\uFFFD';

    // The lead bytes of European letters, punctuation and symbols in UTF-8.
    private static readonly SearchValues<char> Leads = SearchValues.Create("ÂÃÄÅÎÏÐÑâ");

    // The characters of Windows-1252 at 80 to BF, the continuation bytes of UTF-8.
    private static readonly SearchValues<char> Continuations = SearchValues.Create(
        "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
        + string.Concat(Enumerable.Range(0x80, 0x40).Select(code => (char)code)));

    /// <summary>Returns a description of the garbled characters of a text, or null if there are none.</summary>
    public static string? Describe(string text) =>
        IsDecodedWrongly(text) ? "looks like UTF-8 that was decoded with another encoding; stored unchanged"
        : text.Contains(Replacement, StringComparison.Ordinal) ? "contains a replacement character for a lost letter; stored unchanged"
        : text.Contains('&', StringComparison.Ordinal) && Entity().IsMatch(text) ? "contains an HTML entity; stored unchanged"
        : null;

    [GeneratedRegex(
        "&(?:amp|lt|gt|quot|apos|nbsp|szlig|[a-z](?:uml|acute|grave|circ|tilde|ring|cedil|slash)|#[0-9]{2,5}|#x[0-9a-f]{2,4});",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Entity();

    private static bool IsDecodedWrongly(string text)
    {
        for (var index = text.AsSpan().IndexOfAny(Leads); index >= 0 && index + 1 < text.Length; index++)
        {
            if (Leads.Contains(text[index]) && Continuations.Contains(text[index + 1])
                && (text[index] != 'â' || (index + 2 < text.Length && Continuations.Contains(text[index + 2]))))
            {
                return true;
            }
        }

        return false;
    }
}
