using Vql.Core.Fields;

namespace Vql.Core.Language;

/// <summary>
/// A query in VQL, as it travels from the API to Connectra and as both compilers read it.
/// The wire format is spelled out by <see cref="VqlReader"/> and <see cref="VqlWriter"/>.
/// </summary>
public sealed record VqlQuery
{
    /// <summary>
    /// The latest version of the language, <c>version</c> on the wire. Version 1 is the Go service's; 2 adds the
    /// search types <c>prefix</c> and <c>wildcard</c>, which are errors in version 1. New members need no version.
    /// </summary>
    public const int LatestVersion = 2;

    /// <summary>Page length when none is asked for.</summary>
    public const int DefaultLimit = 25;

    /// <summary>The longest page.</summary>
    public const int MaxLimit = 100;

    /// <summary>The last page that can be asked for by number; deeper goes by cursor.</summary>
    public const int MaxPage = 10;

    /// <summary>The conditions; empty means everything.</summary>
    public VqlWhere Where { get; init; } = VqlWhere.Everything;

    /// <summary>The order asked for; <see cref="VqlOrder.Total"/> makes it a total one.</summary>
    public IReadOnlyList<VqlOrder> OrderBy { get; init; } = [];

    /// <summary>
    /// The sort values of the row after which the list goes on, one for each member of the total
    /// order; null stands for a missing value. Empty at the start.
    /// </summary>
    public IReadOnlyList<string?> Cursor { get; init; } = [];

    /// <summary>Page number from 1; 0 when not given. Excludes <see cref="Cursor"/>.</summary>
    public int Page { get; init; }

    /// <summary>Page length, 1 to 100; 0 when not given, which means 25.</summary>
    public int Limit { get; init; }

    /// <summary>The row's columns to answer with; empty means all.</summary>
    public IReadOnlyList<string> SelectColumns { get; init; } = [];

    /// <summary>Whether and how a contact's company is answered with it.</summary>
    public CompanyConfig Company { get; init; } = CompanyConfig.None;

    /// <summary>Whether the answer tells how many rows there are in all.</summary>
    public bool Total { get; init; }

    /// <summary>Keyword fields whose values the answer counts.</summary>
    public IReadOnlyList<VqlFacet> Facets { get; init; } = [];

    /// <summary>Text fields whose matching words the answer marks.</summary>
    public IReadOnlyList<string> Highlight { get; init; } = [];

    /// <summary>Whether the list is that of one moment; null for each page as it is when it is asked for.</summary>
    public PointInTime? PointInTime { get; init; }

    /// <summary>
    /// Whether only the tables can answer: no index sorts by analyzed text, or tells that a text has no further words, and it
    /// refuses patterns that are too much work.
    /// </summary>
    public bool NeedsTables(EntityFields entity) =>
        OrderBy.Any(member => !entity[member.Field].IsSortable)
        || Where.Nested().Any(where => where.TextMatches.Must.Concat(where.TextMatches.MustNot).Any(match =>
            match.Type == SearchType.SameWords || (match.Type == SearchType.Wildcard && WildcardWork.IsTooMuch(match.Text))));

    /// <summary>The page length in force.</summary>
    public int EffectiveLimit => Limit == 0 ? DefaultLimit : Limit;

    /// <summary>How many rows come before the page that was asked for by number.</summary>
    public int Offset => Page > 1 ? (Page - 1) * EffectiveLimit : 0;
}

/// <summary>
/// Counts of a keyword field's values among the rows that the query would find without its conditions on that field.
/// </summary>
/// <param name="Field">The field's name.</param>
/// <param name="Size">At most so many values, the most frequent first; 1 to <see cref="MaxSize"/>.</param>
public sealed record VqlFacet(string Field, int Size)
{
    /// <summary>How many values when nothing is said.</summary>
    public const int DefaultSize = 10;

    /// <summary>The most values.</summary>
    public const int MaxSize = 1_000;

    /// <summary>The most facets of a query.</summary>
    public const int MaxFacets = 20;
}

/// <summary>The company part of a contact query.</summary>
/// <param name="Populate">Whether the company is answered with the contact.</param>
/// <param name="SelectColumns">The company's columns to answer with; empty means all.</param>
public sealed record CompanyConfig(bool Populate, IReadOnlyList<string> SelectColumns)
{
    /// <summary>Contacts without their company.</summary>
    public static CompanyConfig None { get; } = new(false, []);

    /// <summary>Contacts with their whole company.</summary>
    public static CompanyConfig All { get; } = new(true, []);
}
