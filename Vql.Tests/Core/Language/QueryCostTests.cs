using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Tests.Core.Language;

public sealed class QueryCostTests
{
    [Theory]
    [InlineData("title", SearchType.Shuffle, "software engineer", true, 2)]
    [InlineData("title", SearchType.Shuffle, "chief ceo, chie", true, 1)]
    [InlineData("title", SearchType.Shuffle, "ceo", true, 0)]
    [InlineData("title", SearchType.Shuffle, "software engineer", false, 0)]
    [InlineData("title", SearchType.Exact, "software engineer", true, 0)]
    [InlineData("title_folded", SearchType.Shuffle, "software engineer", true, 0)]
    [InlineData("title", SearchType.Wildcard, "*eng*", false, QueryCost.Wildcard)]
    [InlineData("title", SearchType.Contains, "eng", false, QueryCost.Wildcard)]
    [InlineData("title", SearchType.Prefix, "eng", false, 0)]
    public void Cost_OfAMatch_CountsItsFuzzyWordsAndPatterns(string field, SearchType type, string text, bool fuzzy, int expected)
    {
        var match = new TextMatch(field, text, type, fuzzy) { FuzzyMinLength = 5 };
        var where = VqlWhere.Everything with { TextMatches = new Clauses<TextMatch>([match], []) };
        Assert.Equal(expected, QueryCost.Of(FieldCatalogue.Contacts, [where]));

        // Exclusions and groups cost the same, and costs are added.
        var excluded = VqlWhere.Everything with { TextMatches = new Clauses<TextMatch>([], [match, match]) };
        Assert.Equal(3 * expected, QueryCost.Of(FieldCatalogue.Contacts, [VqlWhere.Everything with { NoneOf = [excluded] }, where]));
    }
}
