using System.Buffers;
using System.Text.Json;

namespace Vql.Core.Cleaning;

/// <summary>
/// Cleans lists of labels, which are stored in lowercase. In a text, elements are separated by <c>,</c> <c>;</c> <c>|</c> and their
/// equivalents in other scripts, by <c> ::: </c> or by line breaks. Elements in double quotes and parentheses can contain separators.
/// JSON arrays are supported, and so are lists in the notation of Python and PostgreSQL. Each element is cleaned separately, so
/// that <c>C++</c>, <c>.NET</c> and <c>C#</c> are cleaned the same way at any position. Placeholders and duplicates are removed.
/// </summary>
public static class ListRule
{
    private const string GoogleSeparator = " ::: ";

    // A longer text in parentheses is more likely to be an unbalanced parenthesis.
    private const int MaxParenthesized = 200;

    private static readonly SearchValues<char> Separators = SearchValues.Create(",;|\n，；、،؛");

    private const string CleanedExplanation =
        "contains duplicates, placeholders, brackets or unusual characters: the cleaned list is stored";

    /// <summary>Cleans a list in a single text.</summary>
    /// <param name="raw">The input. Null for none.</param>
    public static Cleaned<IReadOnlyList<string>> Clean(string? raw)
    {
        var text = Characters.Normalize(raw, keepsLines: true);
        return text is null || Placeholders.Contains(text) ? new(null, TextRule.Clean(raw).Reading, TextRule.Clean(raw).Explanation)
            : text is ['[', .., ']'] && FromJson(text) is { } array ? Clean(array, Characters.IsChanged(raw, text))
            : FromNotation(text) is { } elements ? Clean(elements, isRewritten: true)
            : Clean(Elements(text, '"'), Characters.IsChanged(raw, text) && !text.Contains('\n', StringComparison.Ordinal));
    }

    /// <summary>Cleans the elements of a list.</summary>
    /// <param name="elements">The elements of the input.</param>
    public static Cleaned<IReadOnlyList<string>> Clean(IEnumerable<string> elements) => Clean(elements, isRewritten: false);

    /// <summary>
    /// Joins a list to a text. After <see cref="SpreadsheetText.Escape"/>, the rule reads the same list from it.
    /// </summary>
    public static string Join(IEnumerable<string?> elements) => string.Join(',', elements.Select(element => Quoted(element ?? "")));

    private static Cleaned<IReadOnlyList<string>> Clean(IEnumerable<string> elements, bool isRewritten)
    {
        var list = new List<string>();
        foreach (var element in elements)
        {
            var label = LabelRule.Clean(element);
            if (label.Value is { } value && !list.Contains(value))
            {
                list.Add(value);
                isRewritten |= label.Reading != Reading.Literal;
            }
            else
            {
                isRewritten |= element.Length > 0;
            }
        }

        return list.Count == 0 && isRewritten ? new(null, Reading.Placeholder, "has no elements: nothing is stored")
            : list.Count == 0 ? default
            : isRewritten ? Cleaned.Rewritten<IReadOnlyList<string>>(list, CleanedExplanation)
            : Cleaned.Literal<IReadOnlyList<string>>(list);
    }

    // A list in the notation of Python or PostgreSQL: ['a', 'b'] or {a,b}.
    private static List<string>? FromNotation(string text) =>
        text is ['[', .. var python, ']'] && python.AsSpan().IndexOfAny("[]{}") < 0 ? Elements(python, '"', '\'')
        : text is ['{', .. var postgres, '}'] && postgres.AsSpan().IndexOfAny("[]{}") < 0 ? Elements(postgres, '"')
        : null;

    private static List<string> Elements(string text, params ReadOnlySpan<char> quotes)
    {
        var elements = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var rest = text.AsSpan(at);
            var blanks = rest.Length - rest.TrimStart(' ').Length;
            if (blanks < rest.Length && quotes.Contains(rest[blanks]) && Unquoted(rest[blanks..]) is var (quoted, length))
            {
                elements.Add(quoted);
                at += blanks + length + 1;
                continue;
            }

            var (end, next) = EndOfElement(rest);
            elements.Add(rest[..end].Trim(' ').ToString());
            at += next;
        }

        return elements;
    }

    // Returns the length of an element, and its length including the separator. A separator in parentheses belongs to the element.
    private static (int Length, int Next) EndOfElement(ReadOnlySpan<char> text)
    {
        var from = 0;
        while (true)
        {
            var separator = text[from..].IndexOfAny(Separators);
            var end = separator < 0 ? text.Length : from + separator;
            var google = text[from..end].IndexOf(GoogleSeparator, StringComparison.Ordinal);
            if (google >= 0)
            {
                return (from + google, from + google + GoogleSeparator.Length);
            }

            if (end == text.Length || EndOfParentheses(text, end) is not { } after)
            {
                return (end, Math.Min(end + 1, text.Length));
            }

            from = after;
        }
    }

    // Returns the position after the parenthesis that is open at a separator and closed later, or null. An opening parenthesis
    // follows a space: "a(b, c)" is two elements.
    private static int? EndOfParentheses(ReadOnlySpan<char> text, int separator)
    {
        var open = text[..separator].LastIndexOfAny('(', ')');
        if (open < 0 || text[open] == ')' || (open > 0 && text[open - 1] != ' ') || text[separator] == '\n')
        {
            return null;
        }

        var close = text[separator..Math.Min(separator + MaxParenthesized, text.Length)].IndexOfAny("()\n");
        return close >= 0 && text[separator + close] == ')' ? separator + close + 1 : null;
    }

    // Returns the text of a quoted element, and the length including trailing blanks. Returns null if no separator follows.
    private static (string Text, int Length)? Unquoted(ReadOnlySpan<char> text)
    {
        for (var at = 1; at < text.Length; at++)
        {
            if (text[at] != text[0])
            {
                continue;
            }

            if (at + 1 < text.Length && text[at + 1] == text[0])
            {
                at++;
                continue;
            }

            var end = at + 1;
            while (end < text.Length && text[end] == ' ')
            {
                end++;
            }

            return end == text.Length || Separators.Contains(text[end])
                ? (text[1..at].ToString().Replace(new string(text[0], 2), text[..1].ToString(), StringComparison.Ordinal), end)
                : null;
        }

        return null;
    }

    private static List<string>? FromJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var elements = document.RootElement.EnumerateArray().ToList();
            return elements.TrueForAll(element => element.ValueKind is JsonValueKind.String or JsonValueKind.Null)
                ? [.. elements.Select(element => element.GetString() ?? "")]
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // An apostrophe before a formula is doubled, because the reader removes one.
    private static string Quoted(string text)
    {
        var element = SpreadsheetText.IsEscaped(text) || SpreadsheetText.IsTextFormula(text) ? SpreadsheetText.Escape(text) : text;
        return element.AsSpan().ContainsAny(Separators) || element.AsSpan().IndexOfAny("\"()") >= 0 || element is ['[' or '{', ..]
            || element.Contains(GoogleSeparator.Trim(), StringComparison.Ordinal)
            ? $"\"{element.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : element;
    }
}
