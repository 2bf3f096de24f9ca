using Vql.Core.Fields;

namespace Vql.Core.Cleaning;

/// <summary>Cleans a value by the rule of its column in the field catalogue.</summary>
public static class FieldCleaning
{
    /// <summary>Cleans a value from a text.</summary>
    /// <param name="column">The column.</param>
    /// <param name="raw">The input. Null for none.</param>
    /// <param name="options">The options.</param>
    /// <returns>A <see cref="string"/>, a <see cref="long"/> or an <see cref="IReadOnlyList{T}"/> of strings.</returns>
    public static Cleaned<object> Clean(Column column, string? raw, CleaningOptions options = default) => column.Cleaning switch
    {
        CleaningRule.Number => Untyped(NumberRule.Clean(raw)),
        CleaningRule.List => Untyped(ListRule.Clean(raw)),
        _ => Untyped(CleanText(column, raw, options)),
    };

    /// <summary>Cleans a value of a text column.</summary>
    /// <param name="column">The column, of type <see cref="ColumnType.Text"/>.</param>
    /// <param name="raw">The input. Null for none.</param>
    /// <param name="options">The options.</param>
    public static Cleaned<string> CleanText(Column column, string? raw, CleaningOptions options = default) => column.Cleaning switch
    {
        CleaningRule.Text when options.IsExported && column.AllowedInExports.Count > 0 => TextRule.Clean(raw, column.AllowedInExports),
        CleaningRule.Text => TextRule.Clean(raw, column.AllowedPlaceholders),
        CleaningRule.Label => LabelRule.Clean(raw, column.AllowedPlaceholders),
        CleaningRule.Phone => PhoneRule.Clean(raw, options.Region),
        CleaningRule.Email => EmailRule.Clean(raw),
        CleaningRule.WebAddress => WebAddressRule.Clean(raw),
        CleaningRule.LowerWebAddress => WebAddressRule.Clean(raw, isLowerCased: true),
        CleaningRule.Domain => DomainRule.Clean(raw),
        CleaningRule.Date => DateRule.Clean(raw, options.DateOrder),
        CleaningRule.None => Cleaned.Literal(raw),
        _ => throw new ArgumentException($"{column.Name} is not a text column", nameof(column)),
    };

    private static Cleaned<object> Untyped<T>(Cleaned<T> cleaned) => new(cleaned.Value, cleaned.Reading, cleaned.Explanation);
}
