using System.Globalization;
using CsCheck;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Tests.Core.Language;

public sealed class IntervalTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Theory]
    [InlineData(RangeOperator.Gte, "2", 2L, null)]
    [InlineData(RangeOperator.Gt, "2", 3L, null)]
    [InlineData(RangeOperator.Lte, "2", null, 2L)]
    [InlineData(RangeOperator.Lt, "2", null, 1L)]
    [InlineData(RangeOperator.Gte, "1.5", 2L, null)]
    [InlineData(RangeOperator.Gt, "1.5", 2L, null)]
    [InlineData(RangeOperator.Lte, "1.5", null, 1L)]
    [InlineData(RangeOperator.Lt, "1.5", null, 1L)]
    [InlineData(RangeOperator.Gt, "-1.5", -1L, null)]
    [InlineData(RangeOperator.Lt, "-1.5", null, -2L)]
    [InlineData(RangeOperator.Gt, "9223372036854775806", long.MaxValue, null)]
    public void Bound_OfANumber_IsTheNearestWholeNumberWithinIt(RangeOperator comparison, string value, long? low, long? high)
    {
        var interval = Interval.Of(FieldKind.Number, [new RangeBound(comparison, VqlValue.Of(value))], Now);
        Assert.False(interval.IsEmpty);
        Assert.Equal(low, interval.Low);
        Assert.Equal(high, interval.High);
    }

    [Theory]
    [InlineData(RangeOperator.Gte, "2024-02-10", "2024-02-10T00:00:00.000Z")]
    [InlineData(RangeOperator.Gt, "2024-02-10", "2024-02-11T00:00:00.000Z")]
    [InlineData(RangeOperator.Lte, "2024-02-10", "2024-02-10T23:59:59.999Z")]
    [InlineData(RangeOperator.Lt, "2024-02-10", "2024-02-09T23:59:59.999Z")]
    public void Bound_OfADay_IncludesOrExcludesTheWholeDay(RangeOperator comparison, string day, string expected)
    {
        var interval = Interval.Of(FieldKind.Date, [new RangeBound(comparison, VqlValue.Of(day))], Now);
        var isLow = comparison is RangeOperator.Gte or RangeOperator.Gt;
        Assert.True(DateExpression.TryParse(expected, roundUp: false, Now, out var moment));
        Assert.Equal(isLow ? moment.ToUnixTimeMilliseconds() : null, interval.Low);
        Assert.Equal(isLow ? null : moment.ToUnixTimeMilliseconds(), interval.High);
    }

    [Fact]
    public void Contains_OfRandomBounds_IsTheirComparison() =>
        Gen.Select(Gen.OneOf(RangeOperator.Gte, RangeOperator.Gt), Gen.Int[-4, 4], Gen.OneOf(RangeOperator.Lte, RangeOperator.Lt),
            Gen.Int[-4, 4], Gen.Int[0, 3]).Sample((lower, low, upper, high, sides) =>
        {
            List<RangeBound> bounds = [];
            if ((sides & 1) != 0)
            {
                bounds.Add(new RangeBound(lower, Half(low)));
            }

            if ((sides & 2) != 0)
            {
                bounds.Add(new RangeBound(upper, Half(high)));
            }

            var interval = Interval.Of(FieldKind.Number, bounds, Now);
            var expected = Enumerable.Range(-4, 9).Where(value => bounds.TrueForAll(bound => Meets(bound.Operator, 2 * value,
                bound.Operator == lower ? low : high))).ToList();
            Assert.Equal(expected, Enumerable.Range(-4, 9).Where(value => interval.Contains(value)));
            Assert.Equal(interval.IsEmpty, expected.Count == 0);
        }, iter: 3000);

    private static VqlValue Half(int value) =>
        VqlValue.Of((value / 2m).ToString(CultureInfo.InvariantCulture));

    private static bool Meets(RangeOperator comparison, int value, int bound) => comparison switch
    {
        RangeOperator.Gte => value >= bound,
        RangeOperator.Gt => value > bound,
        RangeOperator.Lte => value <= bound,
        _ => value < bound,
    };
}
