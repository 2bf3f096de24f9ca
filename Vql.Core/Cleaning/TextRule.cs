namespace Vql.Core.Cleaning;

/// <summary>
/// Text in the spelling that was given. Outer blanks, control and invisible characters go, a run of white space becomes one
/// space, and letters are in Unicode's Form C. Symbols stay wherever they stand: <c>Yahoo!</c>, <c>Alphabet (Google)</c>,
/// <c>.NET</c>. The apostrophe that an export puts before a cell such as <c>=1+1</c> goes, too.
/// </summary>
public static class TextRule
{
    /// <summary>Cleans a text.</summary>
    /// <param name="raw">The text as written; null for none.</param>
    /// <param name="realWords">Placeholders that are values of the column all the same; null for none.</param>
    public static Cleaned<string> Clean(string? raw, IReadOnlyList<string>? realWords = null)
    {
        var text = Characters.Tidy(raw);
        return text is null ? Nothing(raw)
            : Placeholders.Contains(text, realWords) ? Cleaned.Placeholder<string>()
            : Characters.Differ(raw, text) ? Cleaned.Rewritten(text, "has invisible characters, blanks or accents in an unusual form")
            : Cleaned.Literal(text);
    }

    // A text of invisible characters alone is not the same as no text.
    private static Cleaned<string> Nothing(string? raw) => raw.AsSpan().Trim().IsEmpty ? default : Cleaned.Placeholder<string>();
}
