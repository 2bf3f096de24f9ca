using System.Text.RegularExpressions;
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
    [InlineData("js", "json or js")]
    [InlineData("ab", "cab ab")]
    [InlineData("dur", "chef\u2014dur")]
    [InlineData("a-b", "plan a-b")]
    [InlineData("a b c d", "d c b a")]
    public void Value_WithTheTypedWords_Matches(string typed, string value) => AssertMatches(typed, value, expected: true);

    [Theory]
    [InlineData("ineer", "software engineer")]
    [InlineData("vice pr", "vice chair")]
    [InlineData("c++", "c# developer")]
    [InlineData("sofware", "software engineer")]
    [InlineData("b", "ab")]
    [InlineData("a-b", "plan a+b")]
    [InlineData("net", "senior \u00E9net")]
    public void Value_WithoutOneOfTheTypedWords_DoesNotMatch(string typed, string value) => AssertMatches(typed, value, expected: false);

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

    [Theory]
    [InlineData("cfo", PrefixTolerance.None, false)]
    [InlineData("software", PrefixTolerance.None, false)]
    [InlineData("chef", PrefixTolerance.Typos, false)]
    [InlineData("chief", PrefixTolerance.Typos, true)]
    [InlineData("vp software", PrefixTolerance.Typos, true)]
    [InlineData("vp", PrefixTolerance.Near, false)]
    [InlineData("cfo", PrefixTolerance.Near, true)]
    public void Text_WithALongEnoughWord_ToleratesTypos(string typed, PrefixTolerance tolerance, bool expected) =>
        Assert.Equal(expected, TypedText.Of(typed).Tolerates(tolerance));

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

    [Fact]
    public void Text_OfTheMaximumLengthAndNumberOfWords_IsValid()
    {
        Assert.Null(TypedText.FaultOf("a b c d e f g h"));
        Assert.Null(TypedText.FaultOf("a b c d e f g h a b"));
        Assert.Null(TypedText.FaultOf(new string('a', TypedText.MaxLength)));
        Assert.NotNull(TypedText.FaultOf(new string('a', TypedText.MaxLength + 1)));
    }

    // Both patterns have the same meaning in .NET. Lucene matches whole values, and an ampersand intersects patterns.
    private static void AssertMatches(string typed, string value, bool expected)
    {
        var text = TypedText.Of(typed);
        Assert.Equal(expected, text.Matches(value, PrefixTolerance.None));
        Assert.Equal(expected, text.ToPostgresPatterns().All(pattern => Regex.IsMatch(value, pattern)));
        if (text.IsPattern)
        {
            Assert.Equal(
                expected,
                Regex.Split(text.ToLucenePattern(), @"(?<!\\)&").All(pattern => Regex.IsMatch(value, $@"\A({pattern})\z")));
        }
    }
}
