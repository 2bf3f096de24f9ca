using Vql.Core.Text;

namespace Vql.Core.Cleaning;

/// <summary>Cleans labels: lowercase texts with few distinct values, such as cities or seniorities.</summary>
public static class LabelRule
{
    /// <summary>Cleans a label.</summary>
    /// <param name="raw">The input. Null for none.</param>
    /// <param name="allowed">Placeholders that are valid values of the column. Null for none.</param>
    public static Cleaned<string> Clean(string? raw, IReadOnlyList<string>? allowed = null)
    {
        var text = TextRule.Clean(raw, allowed);
        return text.Value is { } value ? text with { Value = CsvValue.LowerCase(value) } : text;
    }
}
