using System.Buffers;
using System.Globalization;
using System.Text;
using Vql.Core.Text;

namespace Vql.Core.Cleaning;

/// <summary>The characters of a value: which of them are part of it.</summary>
internal static class Characters
{
    // A text of these is tidy unless two blanks touch: printable ASCII and Latin letters, without the no-break space and the
    // soft hyphen.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Concat(Enumerable.Range(0xA1, 0x300 - 0xA1)).Except([0xAD]).Select(code => (char)code)]);

    /// <summary>
    /// Returns the text in Unicode's Form C, without outer blanks, invisible and control characters, and with every run of
    /// white space as one space; null for nothing. The same instance when it is tidy.
    /// </summary>
    /// <param name="raw">The text.</param>
    /// <param name="keepsLines">Whether a run of white space with a line break in it becomes a line feed.</param>
    public static string? Tidy(string? raw, bool keepsLines = false)
    {
        var text = raw.AsSpan().Trim();
        if (text.IsEmpty)
        {
            return null;
        }

        if (!text.ContainsAnyExcept(Plain) && !text.Contains("  ", StringComparison.Ordinal) && !SpreadsheetText.IsMarked(text))
        {
            return text.Length == raw!.Length ? raw : text.ToString();
        }

        var tidy = new StringBuilder(text.Length);
        var pending = '\0';
        for (var at = SpreadsheetText.IsMarked(text) ? 1 : 0; at < text.Length; at++)
        {
            var letter = text[at];
            if (char.IsWhiteSpace(letter))
            {
                pending = keepsLines && (letter is '\n' or '\r' || pending == '\n') ? '\n' : ' ';
                continue;
            }

            if (IsInvisible(text, at))
            {
                continue;
            }

            if (pending != '\0' && tidy.Length > 0)
            {
                tidy.Append(pending);
            }

            pending = '\0';
            tidy.Append(letter);
        }

        return tidy.Length == 0 ? null : CanonicalForms.Compose(tidy.ToString());
    }

    /// <summary>
    /// Whether a text differs from the stored one in more than outer blanks, case and a spreadsheet's apostrophe.
    /// </summary>
    public static bool Differ(string? raw, string? stored)
    {
        var written = raw.AsSpan().Trim(' ');
        return !(SpreadsheetText.IsMarked(written) ? written[1..] : written).Equals(stored, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a UTF-16 unit belongs to a letter or a digit of any script, its marks included.</summary>
    public static bool IsLetterOrDigit(char letter) => char.IsLetterOrDigit(letter) || char.IsSurrogate(letter)
        || char.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>Returns the text with digits and punctuation of other widths and scripts as those of ASCII.</summary>
    public static string Ascii(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) == text.Length)
        {
            return text;
        }

        return string.Create(text.Length, text, static (folded, source) =>
        {
            for (var at = 0; at < folded.Length; at++)
            {
                folded[at] = Ascii(source[at]);
            }
        });
    }

    private static char Ascii(char letter) => letter switch
    {
        >= '\uFF01' and <= '\uFF5E' => (char)(letter - 0xFEE0),
        '‐' or '‑' or '‒' or '–' or '—' or '―' or '−' or '﹣' => '-',
        '’' or '‘' or 'ʼ' => '\'',
        '∼' or '≈' or '～' => '~',
        '∕' or '⁄' => '/',
        _ when char.IsDigit(letter) => (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(letter)),
        _ => letter,
    };

    // Zero-width joiners are spelling in some scripts, and dirt after a Latin letter.
    private static bool IsInvisible(ReadOnlySpan<char> text, int at) => text[at] switch
    {
        < ' ' or (>= '\u007F' and <= '\u009F') => true,
        '\u200C' or '\u200D' => at == 0 || at == text.Length - 1 || text[at - 1] < '\u0300' || text[at + 1] < '\u0300',
        '\u00AD' or '\u061C' or '\u180E' or '\u200B' or '\u200E' or '\u200F' or '\uFEFF' => true,
        (>= '\u202A' and <= '\u202E') or (>= '\u2060' and <= '\u206F') or (>= '\uFFF9' and <= '\uFFFB') => true,
        var letter when char.IsHighSurrogate(letter) => at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1]),
        var letter when char.IsLowSurrogate(letter) => at == 0 || !char.IsHighSurrogate(text[at - 1]),
        _ => false,
    };
}
