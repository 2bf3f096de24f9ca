using System.Collections.ObjectModel;

namespace Vql.Core.Filters;

/// <summary>What a filter parameter becomes in VQL.</summary>
public enum FilterKind
{
    /// <summary>
    /// Any of the comma-separated values: words in text fields, whole values without regard to case in keyword fields.
    /// </summary>
    Any,

    /// <summary>The same, but every value is required.</summary>
    Every,

    /// <summary>The whole text as one value, in any of the fields.</summary>
    Search,

    /// <summary>Any of the values, with regard to case.</summary>
    Id,

    /// <summary>Any of the phone numbers, each of which counts by its digits.</summary>
    Phone,

    /// <summary>
    /// Any of the web addresses: a domain by its host, anything else by its words; words throughout once a modifier says how.
    /// </summary>
    Website,

    /// <summary>Any of the web addresses, each of which counts by its domain.</summary>
    Domain,

    /// <summary>A number.</summary>
    Equal,

    /// <summary>An inclusive lower bound of a number.</summary>
    Min,

    /// <summary>An inclusive upper bound of a number.</summary>
    Max,

    /// <summary>An inclusive lower bound of a date.</summary>
    After,

    /// <summary>An inclusive upper bound of a date.</summary>
    Before,

    /// <summary>Yes: other filters mean the whole text, its words in any order.</summary>
    Whole,

    /// <summary>The only fields that other filters look in.</summary>
    LookIn,

    /// <summary>Fields that other filters do not look in.</summary>
    LookNotIn,
}

/// <summary>A filter parameter of the public API.</summary>
/// <param name="Name">The query parameter.</param>
/// <param name="Kind">What it becomes.</param>
/// <param name="Fields">The VQL fields it looks in; one of them is enough.</param>
/// <param name="Description">One sentence for people.</param>
/// <param name="Example">A value that makes sense.</param>
public sealed record FilterParameter(string Name, FilterKind Kind, IReadOnlyList<string> Fields, string Description, string Example)
{
    /// <summary>Another name it answers to.</summary>
    public string? Alias { get; init; }

    /// <summary>Whether rows that match are left out; a row without a value stays in.</summary>
    public bool Excludes { get; init; }

    /// <summary>The filters that it says something of, having no condition of its own; empty for a filter proper.</summary>
    public IReadOnlyList<string> Modifies { get; init; } = [];

    /// <summary>The values that it takes, and the field that each stands for; empty where any value makes sense.</summary>
    public IReadOnlyDictionary<string, string> Choices { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Whether the value is a whole number.</summary>
    public bool IsNumber => Kind is FilterKind.Equal or FilterKind.Min or FilterKind.Max;

    /// <summary>
    /// What several values mean, as a sentence; empty where there is only one, or where the description says it.
    /// </summary>
    public string Several => !IsList || Modifies.Count > 0 ? ""
        : Kind == FilterKind.Every ? "Several are all required."
        : Excludes ? "Several leave out each of them."
        : "Several mean any of them.";

    /// <summary>Whether commas part several values.</summary>
    public bool IsList => Kind is FilterKind.Any or FilterKind.Every or FilterKind.Id or FilterKind.Phone or FilterKind.Website or FilterKind.Domain or FilterKind.LookIn or FilterKind.LookNotIn;
}
