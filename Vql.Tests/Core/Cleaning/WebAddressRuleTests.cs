using Vql.Core.Cleaning;

namespace Vql.Tests.Core.Cleaning;

/// <summary>Tests of web addresses and domains.</summary>
public sealed class WebAddressRuleTests
{
    [Theory]
    [InlineData("https://Shop.example/Path?a=1,2", "https://Shop.example/Path?a=1,2", Reading.Literal)]
    [InlineData("www.shop.example", "www.shop.example", Reading.Literal)]
    [InlineData("shop.example:8080/x", "shop.example:8080/x", Reading.Literal)]
    [InlineData("@shop", "@shop", Reading.Literal)]
    [InlineData("<https://shop.example>", "https://shop.example", Reading.Rewritten)]
    [InlineData("a.example, b.example", "a.example", Reading.FirstOfSeveral)]
    [InlineData("https://a.example/x,https://b.example/y", "https://a.example/x", Reading.FirstOfSeveral)]
    [InlineData("https://a.example/x,1, https://b.example/", "https://a.example/x,1", Reading.FirstOfSeveral)]
    [InlineData("a.example/x,www.b.example", "a.example/x", Reading.FirstOfSeveral)]
    [InlineData("a.example,b.example", "a.example", Reading.FirstOfSeveral)]
    [InlineData("a.example ::: b.example", "a.example", Reading.FirstOfSeveral)]
    [InlineData("https://shop.example.", "https://shop.example", Reading.Rewritten)]
    [InlineData("https://medium.example/@shop", "https://medium.example/@shop", Reading.Literal)]
    public void WebAddress_OfTheWeb_KeepsItsSpelling(string raw, string expected, Reading reading) =>
        Assert.Equal((expected, reading), (WebAddressRule.Clean(raw).Value, WebAddressRule.Clean(raw).Reading));

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("javascript://shop.example/%0aalert(1)")]
    [InlineData("data:text/html,shop.example")]
    [InlineData("ftp://shop.example")]
    [InlineData("see above")]
    [InlineData("mia@shop.example")]
    [InlineData("mailto:mia@shop.example")]
    [InlineData("shop")]
    [InlineData("@")]
    [InlineData("@shop/")]
    public void WebAddress_OfAnotherScheme_IsRejected(string raw) => Assert.True(WebAddressRule.Clean(raw).IsRejected);

    [Fact]
    public void WebAddress_OfALowerCasedColumn_IsLowerCased() =>
        Assert.Equal("linkedin.example/in/mia", WebAddressRule.Clean("LinkedIn.example/in/Mia", isLowerCased: true).Value);

    [Theory]
    [InlineData("Shop.EXAMPLE", "shop.example")]
    [InlineData("https://www.shop.example/about", "shop.example")]
    [InlineData("mia@shop.example", "shop.example")]
    [InlineData("mia@shop.example; leo@other.example", "shop.example")]
    [InlineData("@shop.example", "shop.example")]
    [InlineData("shop.example.", "shop.example")]
    public void Domain_OfAnyAddress_IsItsHost(string raw, string expected) => Assert.Equal(expected, DomainRule.Clean(raw).Value);

    [Theory]
    [InlineData("com")]
    [InlineData("--.com")]
    [InlineData("shop.x")]
    [InlineData("192.0.2.17")]
    [InlineData("shop..example")]
    [InlineData("a b.example")]
    [InlineData("shop.example; other.example")]
    public void Domain_ThatIsNone_IsRejected(string raw) => Assert.True(DomainRule.Clean(raw).IsRejected);

    [Fact]
    public void Domain_OfTheMaximumLength_IsStoredButALongerOneIsRejected()
    {
        var labels = string.Join('.', Enumerable.Repeat(new string('a', 49), 5));
        Assert.Equal($"{labels}.de", DomainRule.Clean($"{labels}.de").Value);
        Assert.Equal($"{labels}.com", DomainRule.Clean($"{labels}.com").Value);
        Assert.True(DomainRule.Clean($"{labels}.info").IsRejected);
    }
}
