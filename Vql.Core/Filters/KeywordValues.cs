using System.Text.RegularExpressions;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Core.Text;

namespace Vql.Core.Filters;

/// <summary>Creates matches of whole values.</summary>
internal static partial class KeywordValues
{
    private const string LinkedinHost = "linkedin.com";

    /// <summary>Returns the condition that a field has one of the values in their normalized form.</summary>
    public static KeywordMatch Of(Field field, IEnumerable<string> values) => new(
        field.Name,
        [.. values.SelectMany(value => FormsOf(field, value)).Distinct().Select(VqlValue.Of)],
        IsList: true);

    // A page of LinkedIn is also stored without a host.
    private static IEnumerable<string> FormsOf(Field field, string value)
    {
        var normalized = NormalizedValue.Of(field.Normalization, value);
        return field is { Normalization: ValueNormalization.Url, Column.Cleaning: CleaningRule.LowerWebAddress }
            && IdentityKeys.OfLinkedin(normalized) is { } page && LinkedinPage().IsMatch(page)
            ? [normalized, $"{LinkedinHost}/{page}", page]
            : [normalized];
    }

    [GeneratedRegex("^(in|pub|company|school|showcase)/.")]
    private static partial Regex LinkedinPage();
}
