using CsCheck;
using Vql.Core.Language;

namespace Vql.Tests.Core.Language;

public sealed class RelevanceBoundTests
{
    [Fact]
    public void Rows_AboveTheBound_MatchTheCondition()
    {
        var tiers = Gen.Int[1, 12].Array[1, 4].Select(weights => weights.OrderDescending().ToArray());
        Gen.Select(tiers.Array[1, 4], Gen.Int[-1, 50], Gen.Int[0, 4].Array[4]).Sample((weights, bound, matched) =>
        {
            VqlScore[] scores = [.. weights.Select(Score)];

            // The row matches one tier of each score, or none.
            var relevance = weights.Select((list, score) => list.ElementAtOrDefault(matched[score])).Sum();
            var above = RelevanceBound.Above(scores, bound);
            var conditions = matched.Select((tier, score) => Named(score, tier)).ToList();
            var isFound = bound < 0 ? above!.IsEverything : above?.AnyOf.Any(conditions.Contains) ?? false;

            Assert.True(isFound || relevance <= bound, $"{relevance} is above {bound}");
            Assert.True(above is null == (weights.Sum(list => list.Max()) <= bound));
        }, iter: 20_000);
    }

    [Fact]
    public void Bound_OfAPhraseInATitle_LeavesNamesOnly()
    {
        VqlScore[] scores = [Score([20, 8, 4], 0), Score([20, 8, 4], 1), Score([40, 16, 8], 2)];

        var above = RelevanceBound.Above(scores, 32);

        Assert.Equal(3, above!.AnyOf.Count);
        Assert.Null(RelevanceBound.Above(scores, 80));
    }

    private static VqlScore Score(int[] weights, int score) =>
        new([.. weights.Select((weight, tier) => new ScoreTier(Named(score, tier), weight))]);

    private static VqlWhere Named(int score, int tier) => Everywhere[(score * 10) + tier];

    private static readonly VqlWhere[] Everywhere =
        [.. Enumerable.Range(0, 50).Select(number => VqlWhere.Everything with { Exists = [$"field{number}"] })];
}
