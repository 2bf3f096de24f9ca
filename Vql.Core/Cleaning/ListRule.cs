using System.Text.Json;

namespace Vql.Core.Cleaning;

/// <summary>
/// Cleans lists of labels, which are stored in lowercase. In a text, elements are separated by <c>,</c> <c>;</c> <c>|</c> or line
/// breaks. Elements in double quotes can contain separators. JSON arrays are supported. Each element is cleaned separately, so
/// that <c>C++</c>, <c>.NET</c> and <c>C#</c> are cleaned the same way at any position. Placeholders and duplicates are removed.
/// </summary>
public static class ListRule
{
    private const string CleanedExplanation = "contains duplicates, placeholders or unusual characters: the cleaned list is stored";

    /// <summary>Cleans a list in a single text.</summary>
    /// <param name="raw">The input. Null for none.</param>
    public static Cleaned<IReadOnlyList<string>> Clean(string? raw)
    {
        var text = Characters.Normalize(raw, keepsLines: true);
        return text is null || Placeholders.Contains(text) ? new(null, TextRule.Clean(raw).Reading, TextRule.Clean(raw).Explanation)
            : Clean(Elements(text), Characters.IsChanged(raw, text) && !text.Contains('\n', StringComparison.Ordinal));
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

    private static List<string> Elements(string text)
    {
        if (text is ['[', .., ']'] && FromJson(text) is { } array)
        {
            return array;
        }

        var elements = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var rest = text.AsSpan(at);
            var blanks = rest.Length - rest.TrimStart(' ').Length;
            if (blanks < rest.Length && rest[blanks] == '"' && Unquoted(rest[blanks..]) is var (quoted, length))
            {
                elements.Add(quoted);
                at += blanks + length + 1;
                continue;
            }

            var end = rest.IndexOfAny(",;|\n");
            elements.Add(rest[..(end < 0 ? rest.Length : end)].Trim(' ').ToString());
            at += end < 0 ? rest.Length : end + 1;
        }

        return elements;
    }

    // Returns the text of a quoted element, and the length including trailing blanks. Returns null if no separator follows.
    private static (string Text, int Length)? Unquoted(ReadOnlySpan<char> text)
    {
        for (var at = 1; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                continue;
            }

            if (at + 1 < text.Length && text[at + 1] == '"')
            {
                at++;
                continue;
            }

            var end = at + 1;
            while (end < text.Length && text[end] == ' ')
            {
                end++;
            }

            return end == text.Length || text[end] is ',' or ';' or '|' or '\n'
                ? (text[1..at].ToString().Replace("\"\"", "\"", StringComparison.Ordinal), end)
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
        var element = SpreadsheetText.IsEscaped(text) ? SpreadsheetText.Escape(text) : text;
        return element.AsSpan().IndexOfAny(",;|\n\"") >= 0 || element is ['[', .., ']']
            ? $"\"{element.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : element;
    }
}
