namespace Vql.Core.Language;

/// <summary>One member of an order.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Descending">Largest first.</param>
/// <param name="MissingFirst">
/// Rows without a value stand first rather than last. Lists never ask for it; walking one
/// backwards does.
/// </param>
public sealed record VqlOrder(string Field, bool Descending = false, bool MissingFirst = false)
{
    /// <summary>The field that makes every order a total one.</summary>
    public const string Tiebreaker = "uuid";

    /// <summary>
    /// Whether a row with several values counts by its greatest rather than its smallest: as the list descends, also when it is
    /// walked backwards.
    /// </summary>
    public bool ByGreatest => Descending != MissingFirst;

    /// <summary>The order of a list that asks for none: newest first.</summary>
    public static IReadOnlyList<VqlOrder> Default { get; } = [new("created_at", Descending: true)];

    /// <summary>
    /// The order in force: what was asked for, else newest first, and the uuid at the end, so that
    /// no two rows are equal and a cursor can name every place in the list.
    /// </summary>
    public static IReadOnlyList<VqlOrder> Total(IReadOnlyList<VqlOrder> asked)
    {
        var order = new List<VqlOrder>(asked.Count + 2);
        foreach (var member in asked.Count == 0 ? Default : asked)
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

    /// <summary>The same order walked from its end.</summary>
    public static IReadOnlyList<VqlOrder> Reverse(IReadOnlyList<VqlOrder> total) =>
        [.. total.Select(member => member with { Descending = !member.Descending, MissingFirst = !member.MissingFirst })];
}
