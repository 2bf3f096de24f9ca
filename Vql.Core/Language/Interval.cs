using Vql.Core.Fields;

namespace Vql.Core.Language;

/// <summary>
/// The bounds of a range as whole units of the field's type: 1 for numbers, a millisecond for dates. Both bounds are inclusive.
/// Comparisons therefore have the type of the column and can use its index. Fractional bounds such as "more than 1.5" are exact.
/// </summary>
/// <param name="Low">The least value. Null for no bound.</param>
/// <param name="High">The greatest value. Null for no bound.</param>
/// <param name="IsEmpty">Whether the interval contains no value.</param>
public readonly record struct Interval(long? Low, long? High, bool IsEmpty)
{
    /// <summary>Returns the interval of a range.</summary>
    /// <param name="kind">The kind of the field: a number or a date.</param>
    /// <param name="bounds">The bounds.</param>
    /// <param name="now">The time of <c>now</c> in dates.</param>
    public static Interval Of(FieldKind kind, IReadOnlyList<RangeBound> bounds, DateTimeOffset now)
    {
        decimal low = long.MinValue;
        decimal high = long.MaxValue;
        foreach (var bound in bounds)
        {
            var value = kind == FieldKind.Date ? Moment(bound, now) : Number(bound.Value);
            switch (bound.Operator)
            {
                case RangeOperator.Gte:
                    low = Math.Max(low, Math.Ceiling(value));
                    break;
                case RangeOperator.Gt:
                    low = Math.Max(low, Math.Floor(value) + 1);
                    break;
                case RangeOperator.Lte:
                    high = Math.Min(high, Math.Floor(value));
                    break;
                default:
                    high = Math.Min(high, Math.Ceiling(value) - 1);
                    break;
            }
        }

        return low > high
            ? new Interval(null, null, IsEmpty: true)
            : new Interval(low == long.MinValue ? null : (long)low, high == long.MaxValue ? null : (long)high, IsEmpty: false);
    }

    /// <summary>Returns the interval of a single value. A date such as 2024-02 is the interval of its unit.</summary>
    public static Interval Of(FieldKind kind, VqlValue value, DateTimeOffset now) =>
        Of(kind, [new(RangeOperator.Gte, value), new(RangeOperator.Lte, value)], now);

    /// <summary>Returns whether the interval contains a value.</summary>
    public bool Contains(long value) => !IsEmpty && (Low is null || value >= Low) && (High is null || value <= High);

    private static decimal Number(VqlValue value) =>
        VqlNumber.TryParse(value.Text, out var number) ? number : throw new FormatException($"{value.Text} is not a number");

    private static decimal Moment(RangeBound bound, DateTimeOffset now)
    {
        var roundUp = bound.Operator is RangeOperator.Gt or RangeOperator.Lte;
        var text = bound.Value.Kind == VqlValueKind.Number ? DateExpression.OfNumber(bound.Value.Text) : bound.Value.Text;
        return DateExpression.TryParse(text, roundUp, now, out var moment)
            ? moment.ToUnixTimeMilliseconds()
            : throw new FormatException($"{bound.Value.Text} is not a date");
    }
}
