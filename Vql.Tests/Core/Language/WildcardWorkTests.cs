using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Tests.Core.Language;

public sealed class WildcardWorkTests
{
    [Theory]
    [InlineData("*")]
    [InlineData("eng*")]
    [InlineData("*gine?r*")]
    [InlineData("a*b*c*d*e*f")]
    [InlineData("\\*\\?")]
    [InlineData("????????????????????????????????")]
    public void Pattern_AsPeopleWriteThem_IsTheIndexs(string pattern) => Assert.False(NeedsTables(pattern));

    [Fact]
    public void LongPattern_WithoutAStarBeforeIt_IsTheIndexs() => Assert.False(NeedsTables(new string('b', 2_000) + "*"));

    [Fact]
    public void Letter_RepeatedHundredsOfTimesBehindAStar_IsTheTables() => Assert.True(NeedsTables("a*" + new string('b', 600) + " c"));

    [Fact]
    public void Star_BeforeManyUnknownLetters_IsTheTables() => Assert.True(NeedsTables("*a???????????????????"));

    private static bool NeedsTables(string pattern) => new VqlQuery
    {
        Where = VqlWhere.Everything with
        {
            TextMatches = new Clauses<TextMatch>([new TextMatch("title", pattern, SearchType.Wildcard)], []),
        },
    }.NeedsTables(FieldCatalogue.Contacts);
}
