namespace Vql.Core.Language;

/// <summary>Derives from scores which rows can exceed a relevance. Rows that cannot need not be read.</summary>
public static class RelevanceBound
{
    /// <summary>Returns a condition that all rows with a relevance above a bound match. Null if there are no such rows.</summary>
    /// <param name="scores">The scores. The tiers are sorted by descending weight.</param>
    /// <param name="bound">The bound.</param>
    public static VqlWhere? Above(IReadOnlyList<VqlScore> scores, long bound)
    {
        if (bound < 0)
        {
            return VqlWhere.Everything;
        }

        // A row without any of the tiers above the limits has at most the sum of the weights below them. The lowest tiers are the most
        // frequent, so their weights are used up first.
        var weights = new int[scores.Count];
        var left = bound;
        var steps = scores.SelectMany((score, place) => score.Tiers.Select(tier => (Place: place, tier.Weight)));
        foreach (var (place, weight) in steps.OrderBy(step => step.Weight))
        {
            if (weight - weights[place] <= left)
            {
                left -= weight - weights[place];
                weights[place] = weight;
            }
        }

        VqlWhere[] above =
        [
            .. scores.SelectMany((score, place) => score.Tiers.Where(tier => tier.Weight > weights[place])).Select(tier => tier.Where),
        ];
        return above.Length == 0 ? null : VqlWhere.Everything with { AnyOf = above };
    }
}
