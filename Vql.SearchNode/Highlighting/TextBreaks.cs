using System.Globalization;

namespace Vql.SearchNode.Highlighting;

/// <summary>The boundaries of sentences and words in a text, as those that Elasticsearch takes from Java.</summary>
internal static class TextBreaks
{
    private const string Terminators = "!?\u3002\uFF01\uFF1F";
    private const string Periods = ".\uFF0E";
    private const char ParagraphSeparator = '\u2029';

    /// <summary>Returns the offsets at which sentences begin, and the end of the text.</summary>
    public static List<int> Sentences(string text)
    {
        List<int> breaks = [0];
        for (var at = 0; at < text.Length;)
        {
            at = EndOfSentence(text, at);
            breaks.Add(at);
        }

        return breaks;
    }

    /// <summary>Returns the offsets at which words and what is between them begin, and the end of the text.</summary>
    public static List<int> Words(string text)
    {
        List<int> breaks = [0];
        for (var at = 0; at < text.Length;)
        {
            at = EndOfWord(text, at);
            breaks.Add(at);
        }

        return breaks;
    }

    /// <summary>Returns the first boundary after an offset. The last one if there is none.</summary>
    public static int Following(List<int> breaks, int offset) =>
        breaks.BinarySearch(offset) is var index && (index >= 0 ? index + 1 : ~index) is var next && next < breaks.Count
            ? breaks[next] : breaks[^1];

    /// <summary>Returns the last boundary before an offset. The first one if there is none.</summary>
    public static int Preceding(List<int> breaks, int offset) =>
        breaks.BinarySearch(offset) is var index && (index >= 0 ? index : ~index) - 1 is >= 0 and var previous
            ? breaks[previous] : breaks[0];

    private static int EndOfSentence(string text, int at)
    {
        while (at < text.Length)
        {
            var letter = text[at++];
            if (letter == ParagraphSeparator)
            {
                return at;
            }

            if (Terminators.Contains(letter, StringComparison.Ordinal))
            {
                return SkipSpaces(text, SkipClosing(text, at));
            }

            if (!Periods.Contains(letter, StringComparison.Ordinal))
            {
                continue;
            }

            // A period ends a sentence unless a lower-case letter follows.
            var closed = SkipClosing(text, at);
            var next = SkipSpaces(text, closed);
            if (next == text.Length || text[next - 1] == ParagraphSeparator)
            {
                return next;
            }

            var begins = next;
            while (begins < text.Length && IsOpening(text[begins]))
            {
                begins++;
            }

            if (next > closed && begins < text.Length && !char.IsLower(text[begins]))
            {
                return next;
            }

            at = closed;
        }

        return text.Length;
    }

    private static int SkipClosing(string text, int at)
    {
        while (at < text.Length && (Terminators.Contains(text[at], StringComparison.Ordinal)
            || Periods.Contains(text[at], StringComparison.Ordinal) || text[at] is '\'' or '"'
            || char.GetUnicodeCategory(text[at]) is UnicodeCategory.ClosePunctuation or UnicodeCategory.FinalQuotePunctuation))
        {
            at++;
        }

        return at;
    }

    private static int SkipSpaces(string text, int at)
    {
        while (at < text.Length && IsSpace(text[at]))
        {
            at++;
        }

        return at < text.Length && text[at] == ParagraphSeparator ? at + 1 : at;
    }

    private static int EndOfWord(string text, int at)
    {
        var start = at;
        if (IsSpace(text[at]))
        {
            while (at < text.Length && IsSpace(text[at]))
            {
                at++;
            }

            return at;
        }

        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || IsMark(text[at]) || text[at] == '_' || char.IsSurrogate(text[at])
            || (at > start && at + 1 < text.Length && IsWithin(text[at - 1], text[at], text[at + 1]))))
        {
            at++;
        }

        return Math.Max(at, start + 1);
    }

    // Some punctuation does not separate letters, or digits.
    private static bool IsWithin(char before, char letter, char after) =>
        (char.IsLetter(before) && char.IsLetter(after) && (letter is '\'' or '"' or '.' or '\u00AD' or '\u2027'
            || char.GetUnicodeCategory(letter) == UnicodeCategory.DashPunctuation))
        || (char.IsDigit(before) && char.IsDigit(after) && letter is '\'' or '"' or '.' or ',');

    private static bool IsMark(char letter) => char.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark
        or UnicodeCategory.EnclosingMark or UnicodeCategory.Format;

    private static bool IsOpening(char letter) => letter is '\'' or '"'
        || char.GetUnicodeCategory(letter) is UnicodeCategory.OpenPunctuation or UnicodeCategory.InitialQuotePunctuation;

    private static bool IsSpace(char letter) => letter is '\t' or '\r' or '\f' or '\n'
        || char.GetUnicodeCategory(letter) == UnicodeCategory.SpaceSeparator;
}
