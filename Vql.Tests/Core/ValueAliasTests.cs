using Vql.Core.Aliases;

namespace Vql.Tests.Core;

public sealed class ValueAliasTests
{
    [Theory]
    [InlineData("country", "US", "usa")]
    [InlineData("country", "United States", "us")]
    [InlineData("country", "Deutschland", "de")]
    [InlineData("country", "cote d'ivoire", "ivory coast")]
    [InlineData("state", "CA", "california")]
    [InlineData("seniority", "C_Suite", "cxo")]
    public void Expand_OfAName_HoldsTheOthers(string column, string name, string other) =>
        Assert.Contains(other, ValueAliases.ByColumn[column].Expand(name));

    [Theory]
    [InlineData("country", "georgia", "ga")]
    [InlineData("country", "niger", "nigeria")]
    [InlineData("country", "north korea", "south korea")]
    [InlineData("state", "ca", "canada")]
    [InlineData("state", "virginia", "west virginia")]
    [InlineData("seniority", "vp", "director")]
    public void Expand_OfAName_HoldsNothingElse(string column, string name, string other) =>
        Assert.DoesNotContain(other, ValueAliases.ByColumn[column].Expand(name));

    [Fact]
    public void Groups_OfAColumn_ShareNoName() => Assert.All(ValueAliases.ByColumn.Values, aliases =>
        Assert.All(aliases.Groups, group => Assert.All(group, name => Assert.Equal(group, aliases.Expand(name)))));

    [Theory]
    [InlineData("USA", "US")]
    [InlineData("United Kingdom", "GB")]
    [InlineData("uk", "GB")]
    [InlineData(" germany ", "DE")]
    [InlineData("Atlantis", null)]
    [InlineData(null, null)]
    public void RegionOf_ACountry_IsItsCode(string? country, string? region) => Assert.Equal(region, ValueAliases.RegionOf(country));
}
