using System.Text.Json;
using Vql.SearchNode.Analysis;

namespace Vql.Tests.SearchNode;

/// <summary>Compares the node's standard analyzer with recorded results of the one of Elasticsearch 8.19.</summary>
public sealed class WordTokenizerTests
{
    private static readonly Analyzers Node = new(JsonElement.Parse("{}"));

    [Theory]
    [InlineData("VP, R&D (E.M.E.A.) 3.14 12,000 foo_bar c++", "vp|r|d|e.m.e.a|3.14|12,000|foo_bar|c")]
    [InlineData("can't O’Neil rock'n'roll' x:y a.b.", "can't|o’neil|rock'n'roll|x:y|a.b")]
    [InlineData("İstanbul STRASSE Straße ΣΊΣΥΦΟΣ", "istanbul|strasse|straße|σίσυφοσ")]
    [InlineData("日本語 ソニー ひら 한국어 สวัสดีครับ", "日|本|語|ソニー|ひ|ら|한국어|สวัสดีครับ")]
    [InlineData("צה\"ל. שלום' צה\"ל.sales", "צה\"ל|שלום'|צה\"ל|sales")]
    [InlineData("x👍🏽y 👨‍👩‍👧 🇩🇪🇫🇷 🇩 ❤️ 5️⃣ # ©", "x|👍🏽|y|👨‍👩‍👧|🇩🇪|🇫🇷|❤️|5️⃣|©")]
    [InlineData(" ' _ -- \t", "")]
    public void Standard_Text_IsSplitAsElasticsearchSplitsIt(string text, string words) =>
        Assert.Equal(words, string.Join('|', Tokens.Of(Node["standard"], text).Select(token => token.Text)));

    [Fact]
    public void Standard_LongWord_IsCutAt255()
    {
        var tokens = Tokens.Of(Node["standard"], "a " + new string('b', 600) + " c");

        Assert.Equal([1, 255, 255, 90, 1], tokens.Select(token => token.Text.Length));
        Assert.Equal([0, 1, 2, 3, 4], tokens.Select(token => token.Position));
        Assert.Equal((603, 604), (tokens[^1].Start, tokens[^1].End));
    }
}
