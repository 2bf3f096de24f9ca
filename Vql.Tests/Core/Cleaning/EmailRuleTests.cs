using CsCheck;
using Vql.Core.Cleaning;

namespace Vql.Tests.Core.Cleaning;

/// <summary>Tests of email addresses in the formats of people and mail programs.</summary>
public sealed class EmailRuleTests
{
    [Theory]
    [InlineData("_sales@shop.example", "_sales@shop.example", Reading.Literal)]
    [InlineData("Mia+News@Shop.Example", "mia+news@shop.example", Reading.Literal)]
    [InlineData("o'hara@shop.example", "o'hara@shop.example", Reading.Literal)]
    [InlineData("zoë@bücher.example", "zoë@bücher.example", Reading.Literal)]
    [InlineData("Mia Ray <mia@shop.example>", "mia@shop.example", Reading.Rewritten)]
    [InlineData("\"Ray, Mia\" <mia@shop.example>", "mia@shop.example", Reading.Rewritten)]
    [InlineData("mailto:mia@shop.example?subject=Hi", "mia@shop.example", Reading.Rewritten)]
    [InlineData("mia@shop.example (private)", "mia@shop.example", Reading.Rewritten)]
    [InlineData("mia@shop.example.", "mia@shop.example", Reading.Rewritten)]
    [InlineData("'mia@shop.example'", "mia@shop.example", Reading.Rewritten)]
    [InlineData("mia\u200B@shop.example", "mia@shop.example", Reading.Rewritten)]
    [InlineData("mia@shop.example; n/a", "mia@shop.example", Reading.Rewritten)]
    [InlineData("mia@shop.example, MIA@shop.example", "mia@shop.example", Reading.Rewritten)]
    [InlineData("mia@shop.example;leo@shop.example", "mia@shop.example", Reading.FirstOfSeveral)]
    [InlineData("mia@shop.example leo@shop.example", "mia@shop.example", Reading.FirstOfSeveral)]
    [InlineData("mia@shop.example\nleo@shop.example", "mia@shop.example", Reading.FirstOfSeveral)]
    [InlineData("mia@shop.example/leo@shop.example", "mia@shop.example", Reading.FirstOfSeveral)]
    [InlineData("Mia <mia@shop.example>, Leo <leo@shop.example>", "mia@shop.example", Reading.FirstOfSeveral)]
    [InlineData("mia@shop.example, Leo <leo@shop.example>", "mia@shop.example", Reading.FirstOfSeveral)]
    [InlineData("mia@shop.example ::: leo@shop.example", "mia@shop.example", Reading.FirstOfSeveral)]
    [InlineData("ｍｉａ@shop.example", "mia@shop.example", Reading.Rewritten)]
    [InlineData("=\"mia@shop.example\"", "mia@shop.example", Reading.Rewritten)]
    public void Email_ThatHoldsAnAddress_IsThatAddress(string raw, string expected, Reading reading) =>
        Assert.Equal((expected, reading), (EmailRule.Clean(raw).Value, EmailRule.Clean(raw).Reading));

    [Theory]
    [InlineData("ask her")]
    [InlineData("mia ray@shop.example")]
    [InlineData("mia@shop")]
    [InlineData("@shop.example")]
    [InlineData("mia@@shop.example")]
    [InlineData("mia..ray@shop.example")]
    [InlineData("mia@-shop.example")]
    [InlineData("mia@10.0.0.1")]
    [InlineData("mia (at) shop.example")]
    [InlineData("mia@shop, Leo <leo@shop.example>")]
    [InlineData("https://shop.example")]
    public void Email_ThatIsNoAddress_IsRejected(string raw) =>
        Assert.Equal((null, Reading.Rejected), (EmailRule.Clean(raw).Value, EmailRule.Clean(raw).Reading));

    [Theory]
    [InlineData("email_not_unlocked@domain.com")]
    [InlineData("NoEmail@noemail.com")]
    [InlineData("no email")]
    public void Email_ThatProgramsWriteForNone_IsNoValue(string raw) =>
        Assert.Equal((null, Reading.Placeholder), (EmailRule.Clean(raw).Value, EmailRule.Clean(raw).Reading));

    [Fact]
    public void Email_OfSeveralAddresses_NamesTheRest() =>
        Assert.Contains("leo@shop.example", EmailRule.Clean("mia@shop.example; leo@shop.example").Explanation, StringComparison.Ordinal);

    [Fact]
    public void Email_OfAnyText_IsAWholeWordOfTheText() =>
        Gen.OneOf("mia", "leo", "_", "+a", "@", "shop.example", ".", " ", ",", ";", "<", ">", "mailto:", "(x)", "'", "\"", "/").Array[1, 8]
            .Select(string.Concat).Sample(raw =>
            {
                if (EmailRule.Clean(raw).Value is { } address)
                {
                    var at = raw.IndexOf(address, StringComparison.Ordinal);
                    Assert.True(at == 0 || "<>\"' ,;:(/)".Contains(raw[at - 1], StringComparison.Ordinal), $"\"{raw}\" became {address}");
                }
            });
}
