using System.Globalization;
using Vql.Core.Language;

namespace Vql.Tests.Core.Language;

public sealed class DateExpressionTests
{
    // A Friday.
    private static readonly DateTimeOffset Now = Moment("2024-03-15T10:20:30.456Z");

    [Theory]
    [InlineData("2024", "2024-01-01T00:00:00.000Z", "2024-01-01T23:59:59.999Z")]
    [InlineData("2024-02", "2024-02-01T00:00:00.000Z", "2024-02-01T23:59:59.999Z")]
    [InlineData("2024-02-10", "2024-02-10T00:00:00.000Z", "2024-02-10T23:59:59.999Z")]
    [InlineData("2024-02-10T12", "2024-02-10T12:00:00.000Z", "2024-02-10T12:59:59.999Z")]
    [InlineData("2024-02-10T12:30", "2024-02-10T12:30:00.000Z", "2024-02-10T12:30:59.999Z")]
    [InlineData("2024-02-10T12:30:15Z", "2024-02-10T12:30:15.000Z", "2024-02-10T12:30:15.999Z")]
    [InlineData("2024-02-10T12:30:15.1Z", "2024-02-10T12:30:15.100Z", "2024-02-10T12:30:15.100Z")]
    [InlineData("2024-02-10T12:30:15,123456789", "2024-02-10T12:30:15.123Z", "2024-02-10T12:30:15.123Z")]
    [InlineData("2024-02-10T12:30:15+02:00", "2024-02-10T10:30:15.000Z", "2024-02-10T10:30:15.999Z")]
    [InlineData("2024-02-10T12:30:15-0345", "2024-02-10T16:15:15.000Z", "2024-02-10T16:15:15.999Z")]
    [InlineData("2024-02-10T12:30:15+01", "2024-02-10T11:30:15.000Z", "2024-02-10T11:30:15.999Z")]
    [InlineData("1707523200001", "2024-02-10T00:00:00.001Z", "2024-02-10T00:00:00.001Z")]
    [InlineData("-1", "1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z")]
    [InlineData("-0.5", "1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z")]
    [InlineData("1.9", "1970-01-01T00:00:00.001Z", "1970-01-01T00:00:00.001Z")]
    [InlineData("-62135596800000", "0001-01-01T00:00:00.000Z", "0001-01-01T00:00:00.000Z")]
    [InlineData("253402300799999", "9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z")]
    public void Date_WithMissingParts_IsTheStartOrTheEndOfItsUnit(string text, string start, string end) => AssertBoth(text, start, end);

    [Theory]
    [InlineData("now", "2024-03-15T10:20:30.456Z", "2024-03-15T10:20:30.456Z")]
    [InlineData("now/y", "2024-01-01T00:00:00.000Z", "2024-12-31T23:59:59.999Z")]
    [InlineData("now/M", "2024-03-01T00:00:00.000Z", "2024-03-31T23:59:59.999Z")]
    [InlineData("now/w", "2024-03-11T00:00:00.000Z", "2024-03-17T23:59:59.999Z")]
    [InlineData("now/d", "2024-03-15T00:00:00.000Z", "2024-03-15T23:59:59.999Z")]
    [InlineData("now/h", "2024-03-15T10:00:00.000Z", "2024-03-15T10:59:59.999Z")]
    [InlineData("now/H", "2024-03-15T10:00:00.000Z", "2024-03-15T10:59:59.999Z")]
    [InlineData("now/m", "2024-03-15T10:20:00.000Z", "2024-03-15T10:20:59.999Z")]
    [InlineData("now/s", "2024-03-15T10:20:30.000Z", "2024-03-15T10:20:30.999Z")]
    [InlineData("2024-03-17||/w", "2024-03-11T00:00:00.000Z", "2024-03-17T23:59:59.999Z")]
    [InlineData("2024-03-18||/w", "2024-03-18T00:00:00.000Z", "2024-03-24T23:59:59.999Z")]
    [InlineData("2024-02-10||/M", "2024-02-01T00:00:00.000Z", "2024-02-29T23:59:59.999Z")]
    [InlineData("2024-02-10||", "2024-02-10T00:00:00.000Z", "2024-02-10T00:00:00.000Z")]
    [InlineData("2024-01-31||+1M/d", "2024-02-29T00:00:00.000Z", "2024-02-29T23:59:59.999Z")]
    public void Date_Rounded_IsTheStartOrTheEndOfTheUnit(string text, string start, string end) => AssertBoth(text, start, end);

    [Theory]
    [InlineData("now+2y", "2026-03-15T10:20:30.456Z")]
    [InlineData("now-2M", "2024-01-15T10:20:30.456Z")]
    [InlineData("now+2w", "2024-03-29T10:20:30.456Z")]
    [InlineData("now-15d", "2024-02-29T10:20:30.456Z")]
    [InlineData("now+14h", "2024-03-16T00:20:30.456Z")]
    [InlineData("now-11H", "2024-03-14T23:20:30.456Z")]
    [InlineData("now+40m", "2024-03-15T11:00:30.456Z")]
    [InlineData("now-31s", "2024-03-15T10:19:59.456Z")]
    [InlineData("now-d", "2024-03-14T10:20:30.456Z")]
    [InlineData("2024-02-10T12:00:00Z||+1d-1h+1d", "2024-02-12T11:00:00.000Z")]
    public void Date_WithUnitsAdded_IsMovedByThem(string text, string expected) => AssertBoth(text, expected, expected);

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("2024-2-1x")]
    [InlineData("2024-13-01")]
    [InlineData("2024-02-30")]
    [InlineData("2024-02-10T25")]
    [InlineData("2024-02-10T12:60")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("-62135596800001")]
    [InlineData("253402300800000")]
    [InlineData("||+1d")]
    [InlineData("2024-02-10||x")]
    [InlineData("now+")]
    [InlineData("now1d")]
    [InlineData("now+1x")]
    [InlineData("now+1d ")]
    [InlineData("now+99999999999d")]
    [InlineData("now+9999y")]
    [InlineData("9999-12-31||/d+1d")]
    public void Text_ThatIsNoDateExpression_IsRejected(string text)
    {
        Assert.False(DateExpression.TryParse(text, roundUp: false, Now, out _));
        Assert.False(DateExpression.TryParse(text, roundUp: true, Now, out _));
    }

    [Theory]
    [InlineData("2024", "00002024")]
    [InlineData("20240", "20240")]
    [InlineData("202", "202")]
    [InlineData("-202", "-202")]
    [InlineData("20.4", "20.4")]
    public void Number_AsAnExpression_IsNeverAYear(string number, string expected)
    {
        Assert.Equal(expected, DateExpression.OfNumber(number));
        Assert.True(DateExpression.TryParse(DateExpression.OfNumber(number), roundUp: true, Now, out var moment));
        var milliseconds = Math.Floor(decimal.Parse(number, CultureInfo.InvariantCulture));
        Assert.Equal(milliseconds, moment.ToUnixTimeMilliseconds());
    }

    private static void AssertBoth(string text, string start, string end)
    {
        Assert.True(DateExpression.TryParse(text, roundUp: false, Now, out var first));
        Assert.Equal(Moment(start), first);
        Assert.True(DateExpression.TryParse(text, roundUp: true, Now, out var last));
        Assert.Equal(Moment(end), last);
    }

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
