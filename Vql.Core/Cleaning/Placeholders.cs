using System.Collections.Frozen;

namespace Vql.Core.Cleaning;

/// <summary>
/// The table of what people and programs write for "no value". Only whole values count, in any case: <c>None</c>, not <c>None
/// Inc</c>. A column's <see cref="Fields.Column.AllowedPlaceholders"/> are values all the same: a person may be called Null.
/// </summary>
public static class Placeholders
{
    /// <summary>The words and symbols, lower-cased.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [
        // Marks.
        "-", "--", "---", "–", "—", "―", "−", "_", "__", ".", "..", "...", "…", "?", "??", "???", "*", "/", "\\", "\\n", "''", "\"\"",

        // Words of people.
        "n/a", "n\\a", "n.a.", "n.a", "n. a.", "na", "<na>", "(n/a)", "[n/a]", "n/a.", "n/d", "k.a.", "k. a.", "unknown",
        "(unknown)", "<unknown>", "[unknown]",
        "none", "(none)", "<none>", "[none]", "(blank)", "(blanks)", "(empty)", "<empty>", "tbd", "tba", "tbc", "t.b.d.",
        "not available", "not applicable", "not provided", "not specified", "not known", "not set", "not found", "no data", "no value",
        "(not set)",

        // Words of programs.
        "null", "(null)", "<null>", "[null]", "nil", "<nil>", "(nil)", "undefined", "nan", "-nan", "nat", "[object object]",

        // Errors of spreadsheets.
        "#n/a", "#na", "#n/a n/a", "#n/a!", "#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!", "#error!", "#spill!", "#calc!",
        "#field!",
        "#blocked!", "#connect!", "#unknown!", "#busy!", "#getting_data", "#external!", "#python!",
    ];

    private static readonly FrozenSet<string> Set = Words.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Set.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly int Longest = Words.Max(word => word.Length);

    /// <summary>Whether a text without outer blanks stands for no value.</summary>
    /// <param name="text">The text.</param>
    /// <param name="realWords">Words of the table, spelled as here, that are values all the same; null for none.</param>
    public static bool Contains(ReadOnlySpan<char> text, IReadOnlyList<string>? realWords = null) =>
        (text.Length <= Longest && Lookup.Contains(text) && !IsReal(text, realWords)) || IsOverflow(text);

    private static bool IsReal(ReadOnlySpan<char> text, IReadOnlyList<string>? realWords)
    {
        for (var index = 0; index < realWords?.Count; index++)
        {
            if (text.SequenceEqual(realWords[index]))
            {
                return true;
            }
        }

        return false;
    }

    // A spreadsheet shows a number that is too wide for its column as a row of number signs.
    private static bool IsOverflow(ReadOnlySpan<char> text) => text.Length > 1 && !text.ContainsAnyExcept('#');
}
