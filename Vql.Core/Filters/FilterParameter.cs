using System.Collections.ObjectModel;

namespace Vql.Core.Filters;

/// <summary>How a filter parameter is converted to VQL.</summary>
public enum FilterKind
{
    /// <summary>
    /// At least one of the comma-separated values must match. Text fields match words; keyword fields match whole values and
    /// ignore case.
    /// </summary>
    Any,

    /// <summary>As <see cref="Any"/>, but all values must match.</summary>
    Every,

    /// <summary>The text is one value. Each of its words must match in at least one of the fields.</summary>
    Search,

    /// <summary>At least one of the values must match. Case is significant.</summary>
    Id,

    /// <summary>At least one of the phone numbers must match. Only their digits are compared.</summary>
    Phone,

    /// <summary>
    /// At least one of the web addresses must match: domains by their host name, other texts by their words. With a match
    /// modifier, all texts are matched by their words.
    /// </summary>
    Website,

    /// <summary>At least one of the web addresses must match. Only their domains are compared.</summary>
    Domain,

    /// <summary>A number.</summary>
    Equal,

    /// <summary>A Boolean value: whether at least one of the fields has a value.</summary>
    Has,

    /// <summary>An inclusive lower bound of a number.</summary>
    Min,

    /// <summary>An inclusive upper bound of a number.</summary>
    Max,

    /// <summary>An inclusive lower bound of a date.</summary>
    After,

    /// <summary>An inclusive upper bound of a date.</summary>
    Before,

    /// <summary>A Boolean value. If it is true, the modified filters match the whole text, with its words in any order.</summary>
    Whole,

    /// <summary>The fields that the modified filters search.</summary>
    LookIn,

    /// <summary>The fields that the modified filters do not search.</summary>
    LookNotIn,
}

/// <summary>A filter parameter of the public API.</summary>
/// <param name="Name">The name of the query parameter.</param>
/// <param name="Kind">How the parameter is converted.</param>
/// <param name="Fields">The VQL fields that are searched. A match in one of them is sufficient.</param>
/// <param name="Description">The description, in one sentence.</param>
/// <param name="Example">An example value.</param>
public sealed record FilterParameter(string Name, FilterKind Kind, IReadOnlyList<string> Fields, string Description, string Example)
{
    /// <summary>An alternative name.</summary>
    public string? Alias { get; init; }

    /// <summary>Whether matching rows are excluded. Rows without a value are not excluded.</summary>
    public bool Excludes { get; init; }

    /// <summary>
    /// The filters that the parameter modifies. A modifier has no condition of its own. Empty for other filters.
    /// </summary>
    public IReadOnlyList<string> Modifies { get; init; } = [];

    /// <summary>The supported values with their fields. Empty if any value is supported.</summary>
    public IReadOnlyDictionary<string, string> Choices { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Whether the value is an integer.</summary>
    public bool IsNumber => Kind is FilterKind.Equal or FilterKind.Min or FilterKind.Max;

    /// <summary>The meaning of multiple values, as a sentence. Empty for a single value and for modifiers.</summary>
    public string MultipleValues => !IsList || Modifies.Count > 0 ? ""
        : Kind == FilterKind.Every ? "All values must match."
        : Excludes ? "Rows that match any of the values are excluded."
        : "At least one value must match.";

    /// <summary>Whether the parameter accepts multiple values, separated by commas.</summary>
    public bool IsList => Kind is FilterKind.Any or FilterKind.Every or FilterKind.Id or FilterKind.Phone or FilterKind.Website
        or FilterKind.Domain or FilterKind.LookIn or FilterKind.LookNotIn;
}
