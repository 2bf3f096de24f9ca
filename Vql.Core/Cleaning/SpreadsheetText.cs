using System.Buffers;

namespace Vql.Core.Cleaning;

/// <summary>
/// Text in a cell of a file that a spreadsheet opens. A cell that begins like a formula gets an apostrophe in front, as OWASP
/// advises against CSV injection; reading the file takes exactly one off again. Apostrophes that were there before a formula
/// count as a part of it, so that every text comes back as it was.
/// </summary>
public static class SpreadsheetText
{
    private const char Mark = '\'';

    // OWASP's list ("CSV Injection").
    private static readonly SearchValues<char> FormulaStarts = SearchValues.Create("=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20");

    /// <summary>Returns the text with an apostrophe in front if a spreadsheet would run it.</summary>
    public static string Marked(string text) => IsFormula(text) ? Mark + text : text;

    /// <summary>Whether the text begins with the apostrophe that keeps a spreadsheet from running it.</summary>
    public static bool IsMarked(ReadOnlySpan<char> text) => text is [Mark, ..] && IsFormula(text);

    private static bool IsFormula(ReadOnlySpan<char> text) => text.TrimStart(Mark) is [var first, ..] && FormulaStarts.Contains(first);
}
