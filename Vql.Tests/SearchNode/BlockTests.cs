using Vql.Tests.Infrastructure;

namespace Vql.Tests.SearchNode;

/// <summary>Tests of closed and blocked indices of the embedded node.</summary>
public sealed class NodeBlockTests(EmptyNode engine) : BlockTests(engine), IClassFixture<EmptyNode>;

/// <summary>The same tests of the real Elasticsearch.</summary>
[Collection(ReferenceCollection.Name)]
public sealed class ReferenceBlockTests(RecordedReference engine) : BlockTests(engine);

/// <summary>Tests of indices that are closed, or whose blocks forbid requests, on either engine.</summary>
public abstract class BlockTests(RecordedEngine engine) : EngineTests(engine)
{
    [Fact]
    public async Task Index_ThatIsClosed_IsUsedAgainWhenItIsOpened()
    {
        await FillAsync(2);
        var closed = (await SendAsync("POST", $"/{Index}/_close")).Body;
        Assert.True((bool)closed["indices"]![Index]!["closed"]!);
        Assert.Equal((400, "index_closed_exception"), await FailAsync("GET", $"/{Index}/_search"));
        Assert.Equal((400, "index_closed_exception"), await FailAsync("GET", $"/{Index}/_count"));
        Assert.Equal((400, "index_closed_exception"), await FailAsync("GET", $"/{Index}/_doc/1"));
        Assert.Equal((400, "index_closed_exception"), await FailAsync("PUT", $"/{Index}/_doc/1", "{}"));
        Assert.Equal((400, "index_closed_exception"), await FailAsync("POST", $"/{Index}/_refresh"));
        Assert.Empty(Ids((await SendAsync("GET", $"/{Index}*/_search")).Body));
        Assert.Empty(Ids((await SendAsync("GET", $"/{Index}/_search?ignore_unavailable=true")).Body));
        Assert.Equal("close", (string)(await SendAsync("GET", $"/_cat/indices/{Index}?format=json")).Body[0]!["status"]!);
        Assert.Equal(200, (await SendAsync("PUT", $"/{Index}/_settings", """
            {"analysis":{"analyzer":{"own":{"tokenizer":"standard","filter":["lowercase"]}}}}
            """)).Status);

        Assert.Equal(200, (await SendAsync("POST", $"/{Index}/_open")).Status);
        await SendAsync("GET", $"/_cluster/health/{Index}?wait_for_status=green");
        Assert.Equal(2, Ids((await SendAsync("GET", $"/{Index}/_search")).Body).Length);
        var tokens = (await SendAsync("POST", $"/{Index}/_analyze", """{"analyzer":"own","text":"Two Words"}""")).Body["tokens"]!;
        Assert.Equal(["two", "words"], tokens.AsArray().Select(token => (string)token!["token"]!));
        Assert.Equal((404, "index_not_found_exception"), await FailAsync("POST", $"/{Index}-none/_close"));
    }

    [Theory]
    [InlineData("write", "PUT", "/INDEX/_doc/1", "{}", 403)]
    [InlineData("write", "PUT", "/INDEX/_mapping", """{"properties":{"x":{"type":"long"}}}""", 200)]
    [InlineData("write", "GET", "/INDEX/_search", null, 200)]
    [InlineData("read", "GET", "/INDEX/_search", null, 403)]
    [InlineData("read", "GET", "/INDEX/_doc/1", null, 403)]
    [InlineData("read", "PUT", "/INDEX/_doc/1", "{}", 200)]
    [InlineData("read_only", "PUT", "/INDEX/_doc/1", "{}", 403)]
    [InlineData("read_only", "PUT", "/INDEX/_mapping", """{"properties":{"x":{"type":"long"}}}""", 403)]
    [InlineData("read_only", "PUT", "/INDEX/_settings", """{"refresh_interval":"9s"}""", 403)]
    [InlineData("read_only", "PUT", "/INDEX/_alias/INDEX-alias", null, 403)]
    [InlineData("read_only", "DELETE", "/INDEX", null, 403)]
    [InlineData("metadata", "GET", "/INDEX/_settings", null, 403)]
    [InlineData("metadata", "PUT", "/INDEX/_doc/1", "{}", 200)]
    [InlineData("read_only_allow_delete", "PUT", "/INDEX/_doc/1", "{}", 429)]
    [InlineData("read_only_allow_delete", "DELETE", "/INDEX", null, 200)]
    public async Task Index_WithABlock_RejectsWhatItForbids(string block, string method, string path, string? body, int expected)
    {
        await FillAsync(1);
        await SendAsync("PUT", $"/{Index}/_settings", $$"""{"index.blocks.{{block}}":true}""");
        var (status, response) = await SendAsync(method, Named(path), body is null ? null : Named(body));
        Assert.Equal(expected, status);
        if (expected >= 400)
        {
            Assert.Equal("cluster_block_exception", (string)response["error"]!["type"]!);
        }

        await SendAsync("PUT", $"/{Index}/_settings", $$"""{"index.blocks.{{block}}":null}""");
        Assert.True((await SendAsync("GET", $"/{Index}/_settings")).Status is 200 or 404);
    }

    [Fact]
    public async Task Block_Added_IsReportedAndForbidsWrites()
    {
        await FillAsync(1);
        var added = (await SendAsync("PUT", $"/{Index}/_block/write")).Body["indices"]![0]!;
        Assert.Equal((Index, true), ((string)added["name"]!, (bool)added["blocked"]!));
        var bulk = (await SendAsync("POST", $"/{Index}/_bulk", "{\"index\":{\"_id\":\"2\"}}\n{}\n")).Body;
        Assert.Equal([403], Statuses(bulk));
        Assert.Equal((400, "illegal_argument_exception"), await FailAsync("PUT", $"/{Index}/_block/unknown"));
        Assert.Equal((400, "action_request_validation_exception"), await FailAsync("PUT", $"/{Index}/_block/read_only_allow_delete"));
    }
}
