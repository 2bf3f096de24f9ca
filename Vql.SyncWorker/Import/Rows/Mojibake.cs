using System.Buffers;

namespace Vql.SyncWorker.Import.Rows;

/// <summary>Recognizes UTF-8 that was read in Windows-1252 or ISO 8859-1, such as <c>Ã¼</c> for <c>ü</c>.</summary>
internal static class Mojibake
{
    // Leading bytes of the letters, punctuation and symbols of Europe.
    private static readonly SearchValues<char> Leads = SearchValues.Create("ÂÃÄÅÎÏÐÑâ");

    // What Windows-1252 has at 80 to BF, where UTF-8 has continuation bytes.
    private static readonly SearchValues<char> Continuations = SearchValues.Create(
        "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ" + string.Concat(Enumerable.Range(0x80, 0x40).Select(code => (char)code)));

    /// <summary>Whether a text has such letters.</summary>
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
