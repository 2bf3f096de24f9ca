using System.Text;
using Vql.Core.Fields;

namespace Vql.Core.Language;

/// <summary>
/// A query in VQL. The API sends it to Connectra, and both compilers read it. <see cref="VqlReader"/> and <see cref="VqlWriter"/>
/// implement its JSON format.
/// </summary>
public sealed record VqlQuery
{
    /// <summary>
    /// The latest version of the language. The JSON member is <c>version</c>. Version 1 is that of the Go service. Version 2 adds
    /// the search types <c>prefix</c>, <c>wildcard</c> and <c>contains</c>, and <c>fuzzy</c> as an object, which are errors in version
    /// 1. New members do not require a version.
    /// </summary>
    public const int LatestVersion = 2;

    /// <summary>The default page size.</summary>
    public const int DefaultLimit = 25;

    /// <summary>The maximum page size.</summary>
    public const int MaxLimit = 100;

    /// <summary>The maximum page number. Further pages require a cursor.</summary>
    public const int MaxPage = 10;

    // Elasticsearch rejects a range whose automaton has a path of more than 1,000 states. It has one for each byte of a bound.
    private const int MaxBoundBytes = 900;

    /// <summary>The conditions. If they are empty, all rows match.</summary>
    public VqlWhere Where { get; init; } = VqlWhere.Everything;

    /// <summary>The requested order. <see cref="VqlOrder.Total"/> returns the effective order.</summary>
    public IReadOnlyList<VqlOrder> OrderBy { get; init; } = [];

    /// <summary>
    /// The sort values of the last row of the previous page, one for each member of the total order. Null for a missing value.
    /// Empty for the first page.
    /// </summary>
    public IReadOnlyList<string?> Cursor { get; init; } = [];

    /// <summary>
    /// The page number, starting at 1. 0 if it is not specified. It cannot be combined with <see cref="Cursor"/>.
    /// </summary>
    public int Page { get; init; }

    /// <summary>The page size, 1 to 100. 0 for the default of 25.</summary>
    public int Limit { get; init; }

    /// <summary>The columns to return. Empty for all columns.</summary>
    public IReadOnlyList<string> SelectColumns { get; init; } = [];

    /// <summary>Whether contacts are returned with their company.</summary>
    public CompanyConfig Company { get; init; } = CompanyConfig.None;

    /// <summary>Whether the response contains the total number of rows.</summary>
    public bool Total { get; init; }

    /// <summary>The facets: keyword fields whose values are counted.</summary>
    public IReadOnlyList<VqlFacet> Facets { get; init; } = [];

    /// <summary>The text fields whose matches are highlighted.</summary>
    public IReadOnlyList<string> Highlight { get; init; } = [];

    /// <summary>The point in time of the list. Null if each page reads the current index.</summary>
    public PointInTime? PointInTime { get; init; }

    /// <summary>The conditions of the query, and those of the scores of its order.</summary>
    public IEnumerable<VqlWhere> Conditions => VqlOrder.ScoresOf(OrderBy).Prepend(Where);

    /// <summary>
    /// Returns whether only PostgreSQL can run the query. Elasticsearch does not sort by analyzed text, does not support
    /// <see cref="SearchType.SameWords"/>, and rejects patterns that are too complex and ranges of texts with long bounds.
    /// </summary>
    public bool RequiresPostgres(EntityFields entity) =>
        OrderBy.Any(member => !entity[member.Field].IsSortable)
        || Conditions.SelectMany(where => NormalForm.Of(entity, where).Nested()).Any(where =>
            where.TextMatches.All.Any(match => match.Type == SearchType.SameWords
                || PatternsOf(entity[match.Field], match).Any(WildcardComplexity.IsExcessive))
            || where.RangeQuery.All.Any(match => entity[match.Field].Kind is FieldKind.Text or FieldKind.Keyword
                && match.Bounds.Sum(bound => Encoding.UTF8.GetByteCount(bound.Value.Text)) > MaxBoundBytes));

    private static IEnumerable<string> PatternsOf(Field field, TextMatch match) => match.Type switch
    {
        SearchType.Wildcard => [match.Text],
        SearchType.Contains => ContainedText.PatternsOf(field, match.Text),
        _ => [],
    };

    /// <summary>The effective page size.</summary>
    public int EffectiveLimit => Limit == 0 ? DefaultLimit : Limit;

    /// <summary>The number of rows before the page with the requested number.</summary>
    public int Offset => Page > 1 ? (Page - 1) * EffectiveLimit : 0;
}

/// <summary>
/// A facet: the counts of the values of a keyword field. Rows are counted that match the query without its conditions on the
/// field.
/// </summary>
/// <param name="Field">The name of the field.</param>
/// <param name="Size">The maximum number of values, 1 to <see cref="MaxSize"/>. The most frequent values are returned.</param>
public sealed record VqlFacet(string Field, int Size)
{
    /// <summary>The default number of values.</summary>
    public const int DefaultSize = 10;

    /// <summary>
    /// The maximum number of values. It is also the number of values that are compared with <see cref="Prefix"/> if it tolerates
    /// typing errors: the most frequent ones.
    /// </summary>
    public const int MaxSize = 10_000;

    /// <summary>The beginnings of words that a value must contain. Null for all values.</summary>
    public TypedText? Prefix { get; init; }

    /// <summary>The typing errors that are tolerated in <see cref="Prefix"/>.</summary>
    public PrefixTolerance Tolerance { get; init; }

    /// <summary>The maximum number of facets of a query.</summary>
    public const int MaxFacets = 20;
}

/// <summary>The options of a contact query for the company.</summary>
/// <param name="Populate">Whether the company is returned with the contact.</param>
/// <param name="SelectColumns">The columns of the company to return. Empty for all columns.</param>
public sealed record CompanyConfig(bool Populate, IReadOnlyList<string> SelectColumns)
{
    /// <summary>Contacts are returned without their company.</summary>
    public static CompanyConfig None { get; } = new(false, []);

    /// <summary>Contacts are returned with all columns of their company.</summary>
    public static CompanyConfig All { get; } = new(true, []);
}
