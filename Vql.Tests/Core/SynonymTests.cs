using Vql.Core.Aliases;

namespace Vql.Tests.Core;

public sealed class SynonymTests
{
    [Theory]
    [InlineData("CEO", "CEO|chief executive officer")]
    [InlineData("Chief Executive Officer", "Chief Executive Officer|ceo")]
    [InlineData("VP Sales", "VP Sales|vice president Sales|v.p. Sales")]
    [InlineData("Sr. Director", "Sr. Director|senior Director|Sr. dir|senior dir")]
    [InlineData("senior vice president", "senior vice president|svp")]
    [InlineData("co-founder", "co-founder|cofounder")]
    [InlineData("engineer", "engineer")]
    [InlineData("chief officer", "chief officer")]
    [InlineData("", "")]
    public void Expand_OfAText_ReplacesItsLongestPhrases(string text, string expected) =>
        Assert.Equal(expected.Split('|').Order(StringComparer.Ordinal), Synonyms.Titles.Expand(text).Order(StringComparer.Ordinal));

    [Fact]
    public void Expand_OfManyPhrases_HasABound()
    {
        var texts = Synonyms.Titles.Expand("sr mgr dev ops hr vp");
        Assert.Equal("sr mgr dev ops hr vp", texts[0]);
        Assert.Equal(Synonyms.MaxTexts, texts.Count);
        Assert.All(texts, text => Assert.DoesNotContain("  ", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Groups_OfTitles_ShareNoPhrase() =>
        Assert.Distinct(Synonyms.Titles.Groups.SelectMany(group => group));
}
