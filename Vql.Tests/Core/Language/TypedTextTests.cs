using Vql.Core.Language;

namespace Vql.Tests.Core.Language;

public sealed class TypedTextTests
{
    [Theory]
    [InlineData("vice pr", "vice president, sales")]
    [InlineData("pr vice", "vice president, sales")]
    [InlineData("SÃO", "sao paulo")]
    [InlineData("paulo", "sao paulo")]
    [InlineData("c++", "developer (c++)")]
    [InlineData(".net", "senior .net developer")]
    [InlineData("net", "senior .net developer")]
    [InlineData("r&d", "head of r&d")]
    [InlineData("found", "co-founder")]
    [InlineData("js", "react/node.js")]
    public void Value_WithTheTypedWords_Matches(string typed, string value) =>
        Assert.True(TypedText.Of(typed).Matches(value, PrefixTolerance.None));

    [Theory]
    [InlineData("ineer", "software engineer")]
    [InlineData("vice pr", "vice chair")]
    [InlineData("c++", "c# developer")]
    [InlineData("sofware", "software engineer")]
    public void Value_WithoutOneOfTheTypedWords_DoesNotMatch(string typed, string value) =>
        Assert.False(TypedText.Of(typed).Matches(value, PrefixTolerance.None));

    [Theory]
    [InlineData("enginer", "software engineer", true)]
    [InlineData("sofwa", "software engineer", true)]
    [InlineData("sfotware eng", "software engineer", true)]
    [InlineData("presdient", "vice president", true)]
    [InlineData("cfo", "ceo", false)]
    [InlineData("soff", "software engineer", false)]
    [InlineData("eginer", "software engineer", false)]
    [InlineData("software", "software engineer", false)]
    public void Value_WithATypo_MatchesIfTheWordIsLongEnough(string typed, string value, bool expected) =>
        Assert.Equal(expected, TypedText.Of(typed).Matches(value, PrefixTolerance.Typos));

    [Fact]
    public void Select_WithNearValues_ReturnsTheMostSimilarOnesFirst()
    {
        FacetCount[] values = [new("ceo", 9), new("cto", 8), new("cfo assistant", 7), new("clerk", 6)];
        Assert.Equal(
            ["cfo assistant", "ceo", "cto"],
            TypedText.Of("cfo").Select(values, PrefixTolerance.Near, 10).Select(value => value.Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" & ")]
    [InlineData("a\0b")]
    [InlineData("a b c d e f g h i")]
    public void Text_ThatNoValueMatches_HasAFault(string typed) => Assert.NotNull(TypedText.FaultOf(typed));
}
