using Vql.Core.Language;

namespace Vql.Core.Filters;

/// <summary>
/// Combines conditions that must all match. Conditions are merged if VQL requires all of them. They are added as groups if VQL
/// would treat them as alternatives, for example two texts for the same field. The Go service does not support groups.
/// </summary>
internal static class Conjunction
{
    public static VqlWhere Of(IEnumerable<VqlWhere> conditions)
    {
        var flat = VqlWhere.Everything;
        var groups = new List<VqlWhere>();
        foreach (var condition in conditions)
        {
            if (CanMerge(flat, condition))
            {
                flat = Merge(flat, condition);
            }
            else
            {
                groups.Add(condition);
            }
        }

        return groups.Count == 0 ? flat : flat with { AllOf = groups };
    }

    private static bool CanMerge(VqlWhere flat, VqlWhere condition) =>
        !condition.Groups().Any() && condition.Exists.Count + condition.Missing.Count == 0
        && !condition.TextMatches.Must.Any(added => flat.TextMatches.Must.Any(match => match.Field == added.Field))
        && !condition.KeywordMatch.Must.Any(added => flat.KeywordMatch.Must.Any(match => match.Field == added.Field))
        && !condition.RangeQuery.Must.Any(added => flat.RangeQuery.Must.Any(match =>
            match.Field == added.Field && match.Bounds.Any(bound => added.Bounds.Any(other => other.Operator == bound.Operator))));

    private static VqlWhere Merge(VqlWhere flat, VqlWhere condition) => new(
        new Clauses<TextMatch>(
            [.. flat.TextMatches.Must, .. condition.TextMatches.Must], [.. flat.TextMatches.MustNot, .. condition.TextMatches.MustNot]),
        new Clauses<KeywordMatch>(
            [.. flat.KeywordMatch.Must, .. condition.KeywordMatch.Must],
            [.. flat.KeywordMatch.MustNot.Concat(condition.KeywordMatch.MustNot).GroupBy(match => match.Field).Select(MergeValues)]),
        new Clauses<RangeMatch>(
            [.. flat.RangeQuery.Must.Concat(condition.RangeQuery.Must).GroupBy(match => match.Field).Select(MergeBounds)], []));

    private static KeywordMatch MergeValues(IGrouping<string, KeywordMatch> matches) =>
        new(matches.Key, [.. matches.SelectMany(match => match.Values).Distinct()], IsList: true);

    private static RangeMatch MergeBounds(IGrouping<string, RangeMatch> matches) =>
        new(matches.Key, [.. matches.SelectMany(match => match.Bounds)]);
}
