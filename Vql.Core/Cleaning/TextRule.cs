namespace Vql.Core.Cleaning;

/// <summary>
/// Cleans texts, without changing their case. Leading and trailing white space, control characters and invisible characters are
/// removed. Runs of white space become one space. The result is in Normalization Form C. Symbols are kept at any position:
/// <c>Yahoo!</c>, <c>Alphabet (Google)</c>, <c>.NET</c>. The apostrophe that exports add before a cell such as <c>=1+1</c> is
/// removed, and so is the formula of a cell such as <c>="00123"</c>.
/// </summary>
public static class TextRule
{
    /// <summary>Cleans a text.</summary>
    /// <param name="raw">The input. Null for none.</param>
    /// <param name="allowed">Placeholders that are valid values of the column. Null for none.</param>
    public static Cleaned<string> Clean(string? raw, IReadOnlyList<string>? allowed = null)
    {
        var text = Characters.Normalize(raw);
        return text is null ? Empty(raw)
            : Placeholders.Contains(text, allowed) ? Cleaned.Placeholder<string>()
            : Characters.IsChanged(raw, text)
                ? Cleaned.Rewritten(text, "contains invisible characters, unusual white space, decomposed accents or a text formula")
            : Cleaned.Literal(text);
    }

    // A text that consists of invisible characters is reported as a placeholder, an empty text is not.
    private static Cleaned<string> Empty(string? raw) => raw.AsSpan().Trim().IsEmpty ? default : Cleaned.Placeholder<string>();
}
