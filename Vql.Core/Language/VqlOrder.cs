using System.Globalization;
using Vql.Core.Fields;

namespace Vql.Core.Language;

/// <summary>A sort key.</summary>
/// <param name="Field">The name of the field.</param>
/// <param name="Descending">Whether the order is descending.</param>
/// <param name="MissingFirst">
/// Whether rows without a value are first instead of last. This is used only to read a list in reverse.
/// </param>
public sealed record VqlOrder(string Field, bool Descending = false, bool MissingFirst = false)
{
    /// <summary>The field that makes every order total.</summary>
    public const string Tiebreaker = "uuid";

    /// <summary>The scores whose sum is the relevance. Empty for other sort keys.</summary>
    public IReadOnlyList<VqlScore> Scores { get; init; } = [];

    /// <summary>Whether the sort key is the relevance: the sum of <see cref="Scores"/>, which is not a field of rows.</summary>
    public bool IsRelevance => Field == Fields.Field.RelevanceName;

    /// <summary>
    /// Whether rows with several values are sorted by the maximum instead of the minimum. This applies to lists in descending
    /// order, even if they are read in reverse.
    /// </summary>
    public bool SortsByMaximum => Descending != MissingFirst;

    /// <summary>The default order: newest first.</summary>
    public static IReadOnlyList<VqlOrder> Default { get; } = [new("created_at", Descending: true)];

    /// <summary>
    /// Returns the effective order: the requested order or the default, followed by the UUID. No two rows are equal in it, so
    /// that a cursor can identify any position in the list.
    /// </summary>
    public static IReadOnlyList<VqlOrder> Total(IReadOnlyList<VqlOrder> requested)
    {
        var order = new List<VqlOrder>(requested.Count + 2);
        foreach (var member in requested.Count == 0 ? Default : requested)
        {
            if (order.TrueForAll(earlier => earlier.Field != member.Field))
            {
                order.Add(member);
            }

            if (member.Field == Tiebreaker)
            {
                return order;
            }
        }

        order.Add(new VqlOrder(Tiebreaker));
        return order;
    }

    /// <summary>Returns the conditions of the scores of an order.</summary>
    public static IEnumerable<VqlWhere> ScoresOf(IEnumerable<VqlOrder> order) =>
        order.SelectMany(member => member.Scores).SelectMany(score => score.Tiers).Select(tier => tier.Where);

    /// <summary>Returns whether a value can be the sort value of a field. Null is a missing value.</summary>
    public static bool IsSortValue(Field field, string? value) => value is null || (field.Kind is FieldKind.Number or FieldKind.Date
        ? long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
        : !value.Contains('\0', StringComparison.Ordinal));

    /// <summary>Returns whether a cursor can be the sort values of a row in a total order.</summary>
    public static bool IsPlace(EntityFields entity, IReadOnlyList<VqlOrder> total, IReadOnlyList<string?> cursor) =>
        cursor.Count == total.Count
        && cursor[^1] is not null
        && total.Zip(cursor, (member, value) => (Field: entity[member.Field], Value: value))
            .All(key => IsSortValue(key.Field, key.Value) && (key.Field.Kind != FieldKind.Date || IsMoment(key.Value)));

    // Dates are clamped to this range, also in the index.
    private static bool IsMoment(string? milliseconds) => milliseconds is null
        || (long.Parse(milliseconds, CultureInfo.InvariantCulture) is var moment
            && moment >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && moment <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());

    /// <summary>Returns the order in reverse.</summary>
    public static IReadOnlyList<VqlOrder> Reverse(IReadOnlyList<VqlOrder> total) =>
        [.. total.Select(member => member with { Descending = !member.Descending, MissingFirst = !member.MissingFirst })];
}
