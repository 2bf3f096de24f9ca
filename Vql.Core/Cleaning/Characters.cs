using System.Buffers;
using System.Globalization;
using System.Text;
using Vql.Core.Text;

namespace Vql.Core.Cleaning;

/// <summary>Normalizes and classifies the characters of values.</summary>
internal static class Characters
{
    // Printable ASCII and Latin letters, without the no-break space and the soft hyphen. A text of these characters is
    // normalized unless it contains consecutive blanks.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Concat(Enumerable.Range(0xA1, 0x300 - 0xA1)).Except([0xAD]).Select(code => (char)code)]);

    /// <summary>
    /// Returns the text in Normalization Form C. Leading and trailing white space, invisible characters and control
    /// characters are removed. Runs of white space become one space. A formula such as <c>="00123"</c> becomes its text. Returns
    /// null for an empty text, and the same instance for a normalized one.
    /// </summary>
    /// <param name="raw">The text.</param>
    /// <param name="keepsLines">Whether a run of white space that contains a line break becomes a line feed.</param>
    public static string? Normalize(string? raw, bool keepsLines = false)
    {
        var text = raw.AsSpan().Trim();
        if (text.IsEmpty)
        {
            return null;
        }

        if (SpreadsheetText.IsTextFormula(text))
        {
            return Normalize(text[2..^1].ToString(), keepsLines);
        }

        if (!text.ContainsAnyExcept(Plain) && !text.Contains("  ", StringComparison.Ordinal) && !SpreadsheetText.IsEscaped(text))
        {
            return text.Length == raw!.Length ? raw : text.ToString();
        }

        var normalized = new StringBuilder(text.Length);
        var pending = '\0';
        for (var at = SpreadsheetText.IsEscaped(text) ? 1 : 0; at < text.Length; at++)
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

            if (pending != '\0' && normalized.Length > 0)
            {
                normalized.Append(pending);
            }

            pending = '\0';
            normalized.Append(letter);
        }

        return normalized.Length == 0 ? null : CanonicalForms.Compose(normalized.ToString());
    }

    /// <summary>
    /// Returns whether a text differs from the stored one in more than outer blanks, case and the apostrophe of an escaped
    /// formula.
    /// </summary>
    public static bool IsChanged(string? raw, string? stored)
    {
        var written = raw.AsSpan().Trim(' ');
        return !(SpreadsheetText.IsEscaped(written) ? written[1..] : written).Equals(stored, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Returns whether a UTF-16 code unit belongs to a letter, a digit or a combining mark of any script.</summary>
    public static bool IsLetterOrDigit(char letter) => char.IsLetterOrDigit(letter) || char.IsSurrogate(letter)
        || char.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>
    /// Replaces full-width characters, punctuation variants and digits of other scripts with their ASCII equivalents.
    /// </summary>
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

    // Zero-width joiners are significant in some scripts, but not after a Latin letter.
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
