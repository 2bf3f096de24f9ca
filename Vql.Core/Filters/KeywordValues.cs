using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Core.Text;

namespace Vql.Core.Filters;

/// <summary>Creates matches of whole values.</summary>
internal static class KeywordValues
{
    /// <summary>Returns the condition that a field has one of the values in their normalized form.</summary>
    public static KeywordMatch Of(Field field, IEnumerable<string> values) => new(
        field.Name,
        [.. values.Select(value => NormalizedValue.Of(field.Normalization, value)).Distinct().Select(VqlValue.Of)],
        IsList: true);
}
