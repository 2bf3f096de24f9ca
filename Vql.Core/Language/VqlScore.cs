namespace Vql.Core.Language;

/// <summary>
/// A part of the relevance of a row. It is the weight of the first tier that the row matches, or 0. The relevance is the sum of
/// all parts. Both engines compute it exactly, unlike scores that depend on the distribution of words over shards.
/// </summary>
/// <param name="Tiers">The tiers, by descending weight. The first one that matches counts.</param>
public sealed record VqlScore(IReadOnlyList<ScoreTier> Tiers)
{
    /// <summary>The maximum number of scores of an order.</summary>
    public const int MaxScores = 100;

    /// <summary>The maximum number of tiers of a score.</summary>
    public const int MaxTiers = 10;

    /// <summary>Returns the reason why an order cannot have so many scores. Null if it can.</summary>
    public static string? FaultOf(IReadOnlyList<VqlScore> scores)
    {
        var clauses = scores.SelectMany(score => score.Tiers).SelectMany(tier => tier.Where.Nested()).Sum(group => group.ClauseCount);
        return scores.Count > MaxScores ? $"contains {scores.Count} scores; the maximum is {MaxScores}"
            : clauses > VqlReader.MaxClauses ? $"contains scores with {clauses} clauses; the maximum is {VqlReader.MaxClauses}"
            : null;
    }
}

/// <summary>A condition with the weight of the rows that match it.</summary>
/// <param name="Where">The condition.</param>
/// <param name="Weight">
/// The weight, 1 to <see cref="MaxWeight"/>. Elasticsearch adds weights as 32-bit floating-point numbers, which are exact up to 2²⁴.
/// </param>
public sealed record ScoreTier(VqlWhere Where, int Weight)
{
    /// <summary>The maximum weight.</summary>
    public const int MaxWeight = 1_000;
}
