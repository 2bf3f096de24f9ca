using System.Text;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Sql;

/// <summary>
/// Adds the ranges around excluded values to conditions. An index serves ranges, but not the negation of a condition: if nearly all rows
/// have an excluded value, PostgreSQL would read the whole table for a few rows.
/// </summary>
internal static class ExcludedValues
{
    // Each value is a further range to plan. Some countries have ten names.
    private const int MaxValues = 32;

    private static readonly IComparer<byte[]> ByteOrder =
        Comparer<byte[]>.Create(static (one, other) => one.AsSpan().SequenceCompareTo(other));

    /// <summary>
    /// Returns conditions that consist of exclusions with the ranges around excluded labels. The exclusions remain, because they are
    /// cheaper for rows that have an excluded value. Returns other conditions unchanged.
    /// </summary>
    public static VqlWhere WithRanges(EntityFields entity, VqlWhere where)
    {
        var served = where.Exclusions().Where(group => IsServed(entity, group)).ToList();
        return where.WithoutExclusions().IsEverything && served.Sum(group => group.KeywordMatch.Must[0].Values.Count) <= MaxValues
            ? where with { AllOf = [.. served.Select(Around)] }
            : where;
    }

    private static bool IsServed(EntityFields entity, VqlWhere group) =>
        group.ClauseCount == 1
        && !group.Groups().Any()
        && group.KeywordMatch.Must is [{ Values.Count: > 0 } match]
        && entity[match.Field] is { OfCompany: false, IsArray: false, Normalization: ValueNormalization.Label };

    // The columns have the collation "C", which orders texts by their bytes.
    private static VqlWhere Around(VqlWhere group)
    {
        var match = group.KeywordMatch.Must[0];
        var values = match.Values.Select(value => value.Text).OrderBy(Encoding.UTF8.GetBytes, ByteOrder).ToList();
        var lows = values.Select(value => new RangeBound(RangeOperator.Gt, VqlValue.Of(value))).ToList();
        var highs = values.Select(value => new RangeBound(RangeOperator.Lt, VqlValue.Of(value))).ToList();
        RangeBound[][] ranges = [[highs[0]], .. lows.Zip(highs.Skip(1), (low, high) => new[] { low, high }), [lows[^1]]];
        return VqlWhere.Everything with
        {
            AnyOf =
            [
                VqlWhere.Everything with { Missing = [match.Field] },
                .. ranges.Select(bounds =>
                    VqlWhere.Everything with { RangeQuery = new Clauses<RangeMatch>([new RangeMatch(match.Field, bounds)], []) }),
            ],
        };
    }
}
