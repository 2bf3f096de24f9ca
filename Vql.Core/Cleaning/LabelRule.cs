using Vql.Core.Text;

namespace Vql.Core.Cleaning;

/// <summary>Lower-cased text: a value of a closed or nearly closed set, such as a city or a seniority.</summary>
public static class LabelRule
{
    /// <summary>Cleans a label.</summary>
    /// <param name="raw">The label as written; null for none.</param>
    /// <param name="realWords">Placeholders that are values of the column all the same; null for none.</param>
    public static Cleaned<string> Clean(string? raw, IReadOnlyList<string>? realWords = null)
    {
        var text = TextRule.Clean(raw, realWords);
        return text.Value is { } value ? text with { Value = CsvValue.LowerCase(value) } : text;
    }
}
