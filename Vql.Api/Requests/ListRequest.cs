using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;

namespace Vql.Api.Requests;

/// <summary>A request for a list or a count.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Where">The filters.</param>
/// <param name="Order">The total order of the list.</param>
/// <param name="Ordering">The order as requested; null for the default.</param>
/// <param name="Limit">The page size.</param>
/// <param name="Cursor">The cursor of the page; null for the start of the list.</param>
internal sealed record ListRequest(
    EntityFields Entity, VqlWhere Where, IReadOnlyList<VqlOrder> Order, string? Ordering, int Limit, PageCursor? Cursor)
{
    public const int DefaultLimit = 25;
    public const int MaxLimit = 10_000;

    /// <summary>The maximum offset of a page by number.</summary>
    public const int MaxOffset = 10_000;

    /// <summary>The number of rows before the page; null for pages by cursor.</summary>
    public int? Offset { get; init; }

    /// <summary>Whether the number of matching rows is requested.</summary>
    public bool Total { get; init; }

    /// <summary>Whether the response contains the query.</summary>
    public bool Explain { get; init; }

    /// <summary>The members of the rows.</summary>
    public ItemShape Shape { get; init; } = ItemShape.Full;

    /// <summary>The scores of the filters, with the reasons for them; empty if the conditions are not those of filters.</summary>
    public IReadOnlyList<FilterScore> Scores { get; init; } = [];

    /// <summary>The values of the filters, for suggestions; null if the conditions are not those of filters.</summary>
    public FilterValues? Filters { get; init; }

    /// <summary>Returns a request for the row with a UUID.</summary>
    public static ListRequest OfOne(EntityFields entity, string uuid) =>
        new(entity, Having(entity, "uuid", uuid), VqlOrder.Total([]), null, 1, null);

    /// <summary>Returns the condition that a keyword field has a value.</summary>
    public static VqlWhere Having(EntityFields entity, string field, string value) => VqlWhere.Everything with
    {
        KeywordMatch = new Clauses<KeywordMatch>([new KeywordMatch(entity[field].Name, [VqlValue.Of(value)], IsList: true)], []),
    };

    /// <summary>Returns the query for the rows of the page, in reverse order if the cursor is backward.</summary>
    public VqlQuery ToQuery() => new()
    {
        Where = Where,
        OrderBy = Cursor is { IsBackward: true } ? VqlOrder.Reverse(Order) : Order,
        Cursor = Cursor?.Values ?? [],
        Total = Total,
        Company = Entity.JoinsCompany ? CompanyConfig.All : CompanyConfig.None,
    };
}
