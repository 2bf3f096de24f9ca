using System.Buffers;

namespace Vql.SyncWorker.Import.Rows;

/// <summary>Recognizes UTF-8 that was read in Windows-1252 or ISO 8859-1, such as <c>Ã¼</c> for <c>ü</c>.</summary>
internal static class Mojibake
{
    // The lead bytes of European letters, punctuation and symbols in UTF-8.
    private static readonly SearchValues<char> Leads = SearchValues.Create("ÂÃÄÅÎÏÐÑâ");

    // The characters of Windows-1252 at 80 to BF, the continuation bytes of UTF-8.
    private static readonly SearchValues<char> Continuations = SearchValues.Create(
        "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
        + string.Concat(Enumerable.Range(0x80, 0x40).Select(code => (char)code)));

    /// <summary>Returns whether a text contains such characters.</summary>
    public static bool IsLikely(string text)
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
