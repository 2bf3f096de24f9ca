using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Api.Requests;

/// <summary>A list or count as it was asked for, understood.</summary>
/// <param name="Entity">What is listed.</param>
/// <param name="Where">The filters.</param>
/// <param name="Order">The total order, as seen by the reader of the list.</param>
/// <param name="Ordering">The order as it was spelled; null for the default.</param>
/// <param name="Limit">The page length.</param>
/// <param name="Cursor">Where the page begins; null for the start of the list.</param>
internal sealed record ListRequest(
    EntityFields Entity, VqlWhere Where, IReadOnlyList<VqlOrder> Order, string? Ordering, int Limit, PageCursor? Cursor)
{
    public const int DefaultLimit = 25;
    public const int MaxLimit = 10_000;

    /// <summary>How many rows may come before a page that is named by number.</summary>
    public const int MaxOffset = 10_000;

    /// <summary>How many rows come before the page; null where places are named by cursor.</summary>
    public int? Offset { get; init; }

    /// <summary>Whether the answer tells how many rows there are in all.</summary>
    public bool Total { get; init; }

    /// <summary>What of each row is answered.</summary>
    public ItemShape Shape { get; init; } = ItemShape.Full;

    /// <summary>A list of the one row with that uuid.</summary>
    public static ListRequest OfOne(EntityFields entity, string uuid) => new(entity, Having(entity, "uuid", uuid), VqlOrder.Total([]), null, 1, null);

    /// <summary>The rows that have that whole value in a keyword field.</summary>
    public static VqlWhere Having(EntityFields entity, string field, string value) =>
        VqlWhere.Everything with { KeywordMatch = new Clauses<KeywordMatch>([new KeywordMatch(entity[field].Name, [VqlValue.Of(value)], IsList: true)], []) };

    /// <summary>The query for the rows of the page, walked backwards where the cursor says so.</summary>
    public VqlQuery ToQuery() => new()
    {
        Where = Where,
        OrderBy = Cursor is { IsBackward: true } ? VqlOrder.Reverse(Order) : Order,
        Cursor = Cursor?.Values ?? [],
        Total = Total,
        Company = Entity.JoinsCompany ? CompanyConfig.All : CompanyConfig.None,
    };
}
