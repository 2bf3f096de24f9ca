using System.Text.Json.Nodes;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SearchNode;

/// <summary>The tests of explanations and analysis, on the embedded node.</summary>
public sealed class NodeExplanationTests(RecordedNode engine) : ExplanationTests(engine), IClassFixture<RecordedNode>;

/// <summary>The same tests of the real Elasticsearch.</summary>
[Collection(ReferenceCollection.Name)]
public sealed class ReferenceExplanationTests(RecordedReference engine) : ExplanationTests(engine);

/// <summary>Tests of explained scores, typed results, queries that weigh others, and of analysis, on either engine.</summary>
public abstract class ExplanationTests(RecordedEngine engine) : EngineTests(engine)
{
    [Fact]
    public async Task Explanation_OfAMatch_HasItsScore()
    {
        await FillAsync(3);
        const string Query = """{"query":{"match":{"t":"two"}}}""";
        var found = await SendAsync("POST", $"/{Index}/_search", """{"query":{"match":{"t":"two"}},"explain":true}""");
        var hit = found.Body["hits"]!["hits"]![0]!;
        var explained = (await SendAsync("POST", $"/{Index}/_explain/2", Query)).Body;

        Assert.True((bool)explained["matched"]!);
        Assert.Equal((double)hit["_score"]!, (double)explained["explanation"]!["value"]!, 4);
        Assert.Equal((double)hit["_score"]!, (double)hit["_explanation"]!["value"]!, 4);
        Assert.NotEmpty(explained["explanation"]!["details"]!.AsArray());
    }

    [Fact]
    public async Task Explanation_WithoutAMatch_SaysSo()
    {
        await FillAsync(1);
        const string Query = """{"query":{"match":{"t":"two"}}}""";
        var other = await SendAsync("POST", $"/{Index}/_explain/1", Query);
        Assert.Equal((200, false), (other.Status, (bool)other.Body["matched"]!));
        var missing = await SendAsync("POST", $"/{Index}/_explain/none", Query);
        Assert.Equal((404, false), (missing.Status, (bool)missing.Body["matched"]!));
        Assert.True((bool)(await SendAsync("GET", $"/{Index}/_explain/1?q=t:one")).Body["matched"]!);
        Assert.Equal((400, "action_request_validation_exception"), await FailAsync("GET", $"/{Index}/_explain/1"));
    }

    [Fact]
    public async Task TypedKeys_OfAggregations_HaveTheirTypes()
    {
        await FillAsync(3);
        var response = (await SendAsync("POST", $"/{Index}/_search?typed_keys=true", """
            {"size":0,"aggs":{"words":{"terms":{"field":"t.keyword"},"aggs":{"sum":{"sum":{"field":"n"}}}},
             "numbers":{"terms":{"field":"n"}},"none":{"terms":{"field":"none"}},
             "few":{"filter":{"range":{"n":{"lt":2}}}},"all":{"stats":{"field":"n"}}}}
            """)).Body["aggregations"]!;

        Assert.Equal(
            ["filter#few", "lterms#numbers", "stats#all", "sterms#none", "sterms#words"],
            response.AsObject().Select(aggregation => aggregation.Key).Order(StringComparer.Ordinal));
        Assert.NotNull(response["sterms#words"]!["buckets"]![0]!["sum#sum"]);
    }

    [Fact]
    public async Task TermsSet_OfDocuments_MatchesAsManyTermsAsTheyRequire()
    {
        await SendAsync("PUT", $"/{Index}", """{"mappings":{"properties":{"tags":{"type":"keyword"},"required":{"type":"long"}}}}""");
        await SendAsync("POST", $"/{Index}/_bulk?refresh=true", """
            {"index":{"_id":"1"}}
            {"tags":["a","b","c"],"required":2}
            {"index":{"_id":"2"}}
            {"tags":["a"],"required":2}
            {"index":{"_id":"3"}}
            {"tags":["a"],"required":1}
            {"index":{"_id":"4"}}
            {"tags":["a","b"]}

            """);
        Assert.Equal(["1", "3"], (await IdsAsync("""
            {"query":{"terms_set":{"tags":{"terms":["a","b","x"],"minimum_should_match_field":"required"}}}}
            """)).Order(StringComparer.Ordinal));
        Assert.Equal(["1", "4"], (await IdsAsync("""
            {"query":{"terms_set":{"tags":{"terms":["a","b","x"],"minimum_should_match":2}}}}
            """)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Boosting_OfANegativeMatch_ReducesItsScore()
    {
        await FillAsync(3);
        var hits = (await SendAsync("POST", $"/{Index}/_search", """
            {"query":{"boosting":{"positive":{"match":{"t":"number"}},"negative":{"match":{"t":"one"}},"negative_boost":0.5}}}
            """)).Body["hits"]!["hits"]!.AsArray();

        // Documents with the same score have no order.
        Assert.Equal("1", (string)hits[2]!["_id"]!);
        Assert.Equal(["2", "3"], hits.Take(2).Select(hit => (string)hit!["_id"]!).Order(StringComparer.Ordinal));
        Assert.Equal((double)hits[0]!["_score"]! / 2, (double)hits[2]!["_score"]!, 4);
        Assert.Equal((400, "parsing_exception"), await FailAsync("POST", $"/{Index}/_search", """
            {"query":{"boosting":{"positive":{"match_all":{}},"negative":{"match_all":{}}}}}
            """));
    }

    [Theory]
    [InlineData("""{"analyzer":"simple","text":"The Fox-1 ran"}""", "the fox ran")]
    [InlineData("""{"analyzer":"stop","text":"The Fox-1 ran"}""", "fox ran")]
    [InlineData("""{"analyzer":"whitespace","text":"The Fox-1 ran"}""", "The Fox-1 ran")]
    [InlineData("""{"tokenizer":"standard","filter":["lowercase","stop"],"text":"The Fox-1 ran"}""", "fox 1 ran")]
    public async Task Analysis_OfAText_ReturnsItsTokens(string request, string tokens)
    {
        var found = (await SendAsync("POST", "/_analyze", request)).Body["tokens"]!.AsArray();
        Assert.Equal(tokens, string.Join(' ', found.Select(token => (string)token!["token"]!)));
    }

    [Fact]
    public async Task Analysis_WithAnUnknownPart_IsRejected()
    {
        Assert.Equal((400, "illegal_argument_exception"), await FailAsync("POST", "/_analyze", """{"tokenizer":"none","text":"a"}"""));
        Assert.Equal((400, "illegal_argument_exception"),
            await FailAsync("POST", "/_analyze", """{"tokenizer":"standard","filter":["none"],"text":"a"}"""));
    }

    [Fact]
    public async Task Highlight_OfFields_UsesTheirOwnOptions()
    {
        await FillAsync(1);
        var highlights = (await SendAsync("POST", $"/{Index}/_search", """
            {"query":{"match":{"t":"one"}},"highlight":{"number_of_fragments":0,"fields":{"t":{"pre_tags":["<b>"],"post_tags":["</b>"]}}}}
            """)).Body["hits"]!["hits"]![0]!["highlight"]!;
        Assert.Equal("number <b>one</b>", (string)highlights["t"]![0]!);
    }
}
