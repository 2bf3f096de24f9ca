using System.Globalization;
using CsCheck;
using Vql.Core.Cleaning;

namespace Vql.Tests.Core.Cleaning;

/// <summary>Tests of dates in the formats of people and programs.</summary>
public sealed class DateRuleTests
{
    [Theory]
    [InlineData("2021-03-09", "2021-03-09", Reading.Literal)]
    [InlineData("2021-03", "2021-03", Reading.Literal)]
    [InlineData("2021", "2021", Reading.Literal)]
    [InlineData("2021-03-09 18:30", "2021-03-09", Reading.Rewritten)]
    [InlineData("2021-03-09T18:30:15.5+02:00", "2021-03-09", Reading.Rewritten)]
    [InlineData("9 Mar 2021", "2021-03-09", Reading.Rewritten)]
    [InlineData("9th of March 2021", "2021-03-09", Reading.Rewritten)]
    [InlineData("Mar 9, 2021", "2021-03-09", Reading.Rewritten)]
    [InlineData("Tue, 9 Mar 2021 18:30:00 GMT", "2021-03-09", Reading.Rewritten)]
    [InlineData("09-Mar-2021", "2021-03-09", Reading.Rewritten)]
    [InlineData("March 2021", "2021-03", Reading.Rewritten)]
    [InlineData("2021/3/9", "2021-03-09", Reading.Rewritten)]
    [InlineData("20210309", "2021-03-09", Reading.Rewritten)]
    [InlineData("23/03/2021", "2021-03-23", Reading.Rewritten)]
    [InlineData("3/23/2021 6:30 PM", "2021-03-23", Reading.Rewritten)]
    [InlineData("05.05.2021", "2021-05-05", Reading.Rewritten)]
    [InlineData("03/2021", "2021-03", Reading.Rewritten)]
    [InlineData("'2021-03-09", "2021-03-09", Reading.Rewritten)]
    [InlineData("Tue Mar 09 2021 18:30:00 GMT+0100 (CET)", "2021-03-09", Reading.Rewritten)]
    public void Date_OfOneMeaning_IsStoredInIsoForm(string raw, string expected, Reading reading) =>
        Assert.Equal((expected, reading), (DateRule.Clean(raw).Value, DateRule.Clean(raw).Reading));

    [Theory]
    [InlineData("09/03/2021")]
    [InlineData("9.3.2021")]
    [InlineData("9-Mar-21")]
    [InlineData("44264")]
    [InlineData("13/2021")]
    [InlineData("2021-02-30")]
    [InlineData("31 Feb 2021")]
    [InlineData("0000-01-01")]
    [InlineData("10000-01-01")]
    [InlineData("44 BC")]
    [InlineData("last spring")]
    public void Date_ThatIsNoneOrMeansTwoDays_IsRejected(string raw) => Assert.True(DateRule.Clean(raw).IsRejected);

    [Theory]
    [InlineData(DateOrder.DayFirst, "2021-03-09")]
    [InlineData(DateOrder.MonthFirst, "2021-09-03")]
    public void Date_ThatMeansTwoDays_IsReadInTheGivenOrder(DateOrder order, string expected) =>
        Assert.Equal(expected, DateRule.Clean("09/03/2021", order).Value);

    [Fact]
    public void Date_InAnyUsualForm_ReadsBack() =>
        Gen.Select(
            Gen.DateOnly, Gen.OneOf("yyyy-MM-dd", "yyyy/MM/dd", "yyyyMMdd", "d MMM yyyy", "MMMM d, yyyy", "dd-MMM-yyyy", "ddd, d MMM yyyy"))
            .Sample((date, format) => Assert.Equal(
                date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                DateRule.Clean(date.ToString(format, CultureInfo.InvariantCulture)).Value));
}
