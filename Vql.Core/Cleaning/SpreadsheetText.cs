using System.Buffers;

namespace Vql.Core.Cleaning;

/// <summary>
/// Escapes text in cells of files that spreadsheets open. An apostrophe is added before a text that begins like a formula, as
/// OWASP recommends against CSV injection. Readers of the file remove one apostrophe. A text that begins with apostrophes and
/// a formula is escaped as well, so that every text is restored exactly.
/// </summary>
public static class SpreadsheetText
{
    private const char Prefix = '\'';

    // OWASP's list ("CSV Injection").
    private static readonly SearchValues<char> FormulaStarts = SearchValues.Create("=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20");

    /// <summary>Adds an apostrophe if a spreadsheet would evaluate the text as a formula.</summary>
    public static string Escape(string text) => IsFormula(text) ? Prefix + text : text;

    /// <summary>Returns whether the text begins with the apostrophe of an escaped formula.</summary>
    public static bool IsEscaped(ReadOnlySpan<char> text) => text is [Prefix, ..] && IsFormula(text);

    /// <summary>
    /// Returns whether the text is a formula whose result is a text, such as <c>="00123"</c>. Programs write it so that spreadsheets
    /// keep leading zeros and plus signs.
    /// </summary>
    public static bool IsTextFormula(ReadOnlySpan<char> text) => text is ['=', '"', .. var inner, '"'] && !inner.Contains('"');

    private static bool IsFormula(ReadOnlySpan<char> text) => text.TrimStart(Prefix) is [var first, ..] && FormulaStarts.Contains(first);
}
