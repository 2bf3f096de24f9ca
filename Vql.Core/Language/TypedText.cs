using System.Text;
using Vql.Core.Fields;
using Vql.Core.Text;

namespace Vql.Core.Language;

/// <summary>The typing errors that a typed text tolerates.</summary>
public enum PrefixTolerance
{
    /// <summary>No typing errors.</summary>
    None,

    /// <summary>
    /// Only values with typing errors: words of five letters tolerate one edit, words of eight letters two. Values without errors
    /// do not match, because they are counted by another facet.
    /// </summary>
    Typos,

    /// <summary>Values with and without typing errors: words of three letters tolerate one edit, words of five letters two.</summary>
    Near,
}

/// <summary>
/// A text that a user types to find a value of a field. A value matches if each typed word is the beginning of one of its words, in
/// any order. Both engines and this class use the same definition of words, on values in their normalized form.
/// </summary>
public sealed record TypedText
{
    /// <summary>The maximum number of characters.</summary>
    public const int MaxLength = 100;

    /// <summary>The minimum number of letters of a word that tolerates an edit. Words with three more letters tolerate two.</summary>
    public const int TypoMinLength = 5;

    /// <summary>The maximum number of words.</summary>
    public const int MaxWords = 8;

    // Elasticsearch limits the length of a pattern, and the cost of a pattern grows with the product of its words.
    private const int MaxPatternWords = 3;

    // Words are separated by ASCII characters other than letters and digits, and by punctuation.
    private const string SeparatorRanges = " -/:-@[-`{-~\u00A0-\u00BF\u2000-\u206F\u3000-\u303F";

    private TypedText(string text) =>
        Words =
        [
            .. NormalizedValue.Of(ValueNormalization.Label, Text = text)
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct(),
        ];

    /// <summary>The text as typed.</summary>
    public string Text { get; }

    /// <summary>Whether the pattern for Lucene matches no other values.</summary>
    public bool IsPattern => Words.Count <= MaxPatternWords;

    /// <summary>The different words, in their normalized form.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Returns the typed text.</summary>
    public static TypedText Of(string text) => new(text);

    /// <summary>Returns the error of a text, or null if it is valid.</summary>
    public static string? FaultOf(string text) =>
        text.Length > MaxLength ? $"must not be longer than {MaxLength} characters"
        : text.Contains('\0', StringComparison.Ordinal) ? "contains the character U+0000, which no value contains: remove it"
        : !text.EnumerateRunes().Any(Rune.IsLetterOrDigit) ? "must contain a letter or a digit"
        : Of(text).Words.Count > MaxWords ? $"must not contain more than {MaxWords} words"
        : null;

    /// <summary>Returns whether a word is long enough for a typing error.</summary>
    public bool Tolerates(PrefixTolerance tolerance) => Words.Any(word => EditsOf(word, tolerance) > 0);

    /// <summary>
    /// Returns the pattern of the matching values in the syntax of Lucene. If the text has many words, only the longest ones are part
    /// of the pattern, and other values match it, too.
    /// </summary>
    public string ToLucenePattern() => string.Join('&', LongestWords().Select(word =>
        $"(.*[{Escape(SeparatorRanges, ranges: true)}])?{Escape(word, ranges: false)}.*"));

    /// <summary>Returns the patterns of the matching values in the syntax of PostgreSQL. A value must match all of them.</summary>
    public IEnumerable<string> ToPostgresPatterns() =>
        Words.Select(word => $"(^|[{Escape(SeparatorRanges, ranges: true)}]){Escape(word, ranges: false)}");

    /// <summary>Returns the first matching values.</summary>
    /// <param name="values">The values with their counts, in their order.</param>
    /// <param name="tolerance">The tolerated typing errors. With <see cref="PrefixTolerance.Near"/>, similar values are first.</param>
    /// <param name="size">The maximum number of values.</param>
    public IReadOnlyList<FacetCount> Select(IEnumerable<FacetCount> values, PrefixTolerance tolerance, int size)
    {
        var matches = values.Select(value => (Value: value, Edits: EditsIn(value.Value, tolerance)))
            .Where(match => match.Edits is not null);
        return tolerance == PrefixTolerance.Near
            ? [.. matches.OrderBy(match => match.Edits).Take(size).Select(match => match.Value)]
            : [.. matches.Take(size).Select(match => match.Value)];
    }

    /// <summary>Returns whether a value in its normalized form matches.</summary>
    public bool Matches(string value, PrefixTolerance tolerance) => EditsIn(value, tolerance) is not null;

    private static int EditsOf(string word, PrefixTolerance tolerance)
    {
        var letters = word.EnumerateRunes().Count();
        return tolerance switch
        {
            PrefixTolerance.Typos => letters >= TypoMinLength + 3 ? 2 : letters >= TypoMinLength ? 1 : 0,
            PrefixTolerance.Near => letters >= TypoMinLength ? 2 : letters >= 3 ? 1 : 0,
            _ => 0,
        };
    }

    private static bool IsSeparator(char character) => character is (>= ' ' and <= '/') or (>= ':' and <= '@') or (>= '[' and <= '`')
        or (>= '{' and <= '~') or (>= '\u00A0' and <= '\u00BF') or (>= '\u2000' and <= '\u206F') or (>= '\u3000' and <= '\u303F');

    // Returns the number of edits, or null if the value does not match.
    private int? EditsIn(string value, PrefixTolerance tolerance)
    {
        var edits = 0;
        string[]? words = null;
        foreach (var word in Words.Where(word => !StartsWordIn(value, word)))
        {
            var limit = EditsOf(word, tolerance);
            if (limit == 0)
            {
                return null;
            }

            words ??= WordsOf(value);
            var least = words.Select(candidate => Spelling.DistanceToPrefix(word, candidate, limit)).DefaultIfEmpty(limit + 1).Min();
            if (least > limit)
            {
                return null;
            }

            edits += least;
        }

        return tolerance == PrefixTolerance.Typos && edits == 0 ? null : edits;
    }

    private static bool StartsWordIn(string value, string word)
    {
        for (var place = value.IndexOf(word, StringComparison.Ordinal); place >= 0;
            place = value.IndexOf(word, place + 1, StringComparison.Ordinal))
        {
            if (place == 0 || IsSeparator(value[place - 1]))
            {
                return true;
            }
        }

        return false;
    }

    private static string[] WordsOf(string value) =>
        new string([.. value.Select(character => IsSeparator(character) ? ' ' : character)])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private IEnumerable<string> LongestWords() => Words.OrderByDescending(word => word.Length).Take(MaxPatternWords);

    // In both syntaxes, a backslash makes any other ASCII character literal.
    private static string Escape(string text, bool ranges)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (char.IsAscii(character) && !char.IsAsciiLetterOrDigit(character) && !(ranges && character is '-'))
            {
                escaped.Append('\\');
            }

            escaped.Append(character);
        }

        return escaped.ToString();
    }
}
