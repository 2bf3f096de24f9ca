using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Tests.Core.Language;

public sealed class WildcardComplexityTests
{
    [Theory]
    [InlineData("*")]
    [InlineData("eng*")]
    [InlineData("*gine?r*")]
    [InlineData("a*b*c*d*e*f")]
    [InlineData("\\*\\?")]
    [InlineData("????????????????????????????????")]
    [InlineData("*a????????")]
    public void Pattern_AsPeopleWriteThem_IsLeftToTheSearch(string pattern) => Assert.False(RequiresPostgres(pattern));

    [Fact]
    public void LongPattern_WithoutAStarBeforeIt_IsLeftToTheSearch() => Assert.False(RequiresPostgres(new string('b', 2_000) + "*"));

    [Fact]
    public void Letter_RepeatedHundredsOfTimesBehindAStar_RequiresPostgres() =>
        Assert.True(RequiresPostgres("a*" + new string('b', 600) + " c"));

    [Theory]
    [InlineData("*a??????????")]
    [InlineData("*a???????????????????")]
    public void Star_BeforeManyUnknownLetters_RequiresPostgres(string pattern) => Assert.True(RequiresPostgres(pattern));

    [Theory]
    [InlineData("title", 900, false)]
    [InlineData("title", 901, true)]
    [InlineData("seniority", 901, true)]
    public void Range_WithALongBound_RequiresPostgres(string field, int bytes, bool expected)
    {
        var bound = new RangeBound(RangeOperator.Gte, VqlValue.Of(new string('b', bytes)));
        var where = VqlWhere.Everything with { RangeQuery = new Clauses<RangeMatch>([new RangeMatch(field, [bound])], []) };
        Assert.Equal(expected, new VqlQuery { Where = where }.RequiresPostgres(FieldCatalogue.Contacts));
    }

    private static bool RequiresPostgres(string pattern) => new VqlQuery
    {
        Where = VqlWhere.Everything with
        {
            TextMatches = new Clauses<TextMatch>([new TextMatch("title", pattern, SearchType.Wildcard)], []),
        },
    }.RequiresPostgres(FieldCatalogue.Contacts);
}
