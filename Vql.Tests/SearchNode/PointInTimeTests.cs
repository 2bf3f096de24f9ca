using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SearchNode;

/// <summary>Tests of points in time of the embedded node.</summary>
public sealed class NodePointInTimeTests(RecordedNode engine) : PointInTimeTests(engine), IClassFixture<RecordedNode>;

/// <summary>Tests of points in time of the real Elasticsearch, for comparison.</summary>
[Collection(ReferenceCollection.Name)]
public sealed class ReferencePointInTimeTests(RecordedReference engine) : PointInTimeTests(engine);

/// <summary>Tests of searches at a point in time.</summary>
public abstract class PointInTimeTests(RecordedEngine engine) : LoadedTests(() => engine.Running)
{
    private readonly string _index = $"points-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Index_ChangedAfterwards_IsSearchedAsItWas()
    {
        await CreateAsync(5);
        var id = await OpenAsync("1m");
        await SendAsync(HttpMethod.Delete, $"/{_index}/_doc/2?refresh=true");
        await PutAsync(1, number: 100);
        await PutAsync(6, number: 0);

        Assert.Equal(["1", "2", "3", "4", "5"], Ids(await SearchAsync(id, """ "sort":[{"n":"asc"}] """)));
        var (_, now) = await SendAsync(HttpMethod.Post, $"/{_index}/_search", """{"sort":[{"n":"asc"}]}""");
        Assert.Equal(["6", "3", "4", "5", "1"], Ids(now));
        await CloseAsync(id);
    }

    [Fact]
    public async Task Documents_ThatAreEqual_AreOrderedByTheirPositionInTheIndex()
    {
        await CreateAsync(5, same: true);
        var id = await OpenAsync("1m");
        var first = await SearchAsync(id, """ "size":2,"sort":[{"n":"asc"}] """);
        Assert.Equal(id, (string?)first["pit_id"]);
        var place = first["hits"]!["hits"]![1]!["sort"]!;
        Assert.Equal(2, place.AsArray().Count);

        var next = await SearchAsync(id, $$""" "size":2,"sort":[{"n":"asc"}],"search_after":{{place.ToJsonString()}} """);
        Assert.Equal(["3", "4"], Ids(next));
        Assert.Equal(["5", "4"], Ids(await SearchAsync(id, """ "size":2,"sort":[{"n":"asc"},{"_shard_doc":"desc"}] """)));
        var plain = await SearchAsync(id, """ "size":2,"sort":[{"n":"asc"}],"search_after":[0] """);
        Assert.Single(plain["hits"]!["hits"]![0]!["sort"]!.AsArray());
        Assert.Null((await SearchAsync(id, """ "size":1 """))["hits"]!["hits"]![0]!["sort"]);
        await CloseAsync(id);
    }

    [Fact]
    public async Task PointInTime_Closed_IsGone()
    {
        await CreateAsync(1);
        var id = await OpenAsync("1m");
        Assert.Equal((200, """{"succeeded":true,"num_freed":1}"""), await CloseAsync(id));
        Assert.Equal((404, """{"succeeded":false,"num_freed":0}"""), await CloseAsync(id));
        var (status, error) = await SendAsync(HttpMethod.Post, "/_search", $$$"""{"pit":{"id":"{{{id}}}"}}""");
        Assert.Equal((404, "search_context_missing_exception"), (status, Type(error)));
    }

    [Fact]
    public async Task Index_Deleted_ClosesItsPointsInTime()
    {
        await CreateAsync(1);
        var id = await OpenAsync("1m");
        await SendAsync(HttpMethod.Delete, $"/{_index}");
        var (status, _) = await SendAsync(HttpMethod.Post, "/_search", $$$"""{"pit":{"id":"{{{id}}}"}}""");
        Assert.InRange(status, 400, 599);
    }

    [Theory]
    [InlineData("POST", "/INDEX/_pit", null, 400, "action_request_validation_exception")]
    [InlineData("POST", "/INDEX/_pit?keep_alive=soon", null, 400, "illegal_argument_exception")]
    [InlineData("POST", "/INDEX/_pit?keep_alive=25h", null, 400, "illegal_argument_exception")]
    [InlineData("POST", "/nothing/_pit?keep_alive=1m", null, 404, "index_not_found_exception")]
    [InlineData("POST", "/_search", """{"pit":{}}""", 400, "illegal_argument_exception")]
    [InlineData("POST", "/_search", """{"pit":{"id":"nonsense"}}""", 400, "illegal_argument_exception")]
    [InlineData("POST", "/INDEX/_search", """{"pit":{"id":"ID"}}""", 400, "action_request_validation_exception")]
    [InlineData("DELETE", "/_pit", "{}", 400, "illegal_argument_exception")]
    [InlineData("DELETE", "/_pit", """{"id":"nonsense"}""", 400, "illegal_argument_exception")]
    public async Task Request_ThatIsInvalid_IsRejected(string method, string path, string? body, int expected, string type)
    {
        await CreateAsync(1);
        var id = await OpenAsync("1m");
        var (status, error) = await SendAsync(
            new HttpMethod(method), path.Replace("INDEX", _index, StringComparison.Ordinal),
            body?.Replace("ID", id, StringComparison.Ordinal));
        Assert.Equal((expected, type), (status, Type(error)));
        await CloseAsync(id);
    }

    private static string[] Ids(JsonNode answer) => [.. answer["hits"]!["hits"]!.AsArray().Select(hit => (string)hit!["_id"]!)];

    private static string? Type(JsonNode error) => (string?)error["error"]!["root_cause"]![0]!["type"];

    private async Task CreateAsync(int documents, bool same = false)
    {
        await SendAsync(HttpMethod.Put, $"/{_index}", """{"mappings":{"properties":{"n":{"type":"long"}}}}""");
        for (var number = 1; number <= documents; number++)
        {
            await PutAsync(number, same ? 1 : number);
        }
    }

    private async Task PutAsync(int id, int number) =>
        await SendAsync(HttpMethod.Put, $"/{_index}/_doc/{id}?refresh=true", $$"""{"n":{{number}}}""");

    private async Task<string> OpenAsync(string keepAlive) =>
        (string)(await SendAsync(HttpMethod.Post, $"/{_index}/_pit?keep_alive={keepAlive}")).Answer["id"]!;

    private async Task<(int, string)> CloseAsync(string id)
    {
        var (status, answer) = await SendAsync(HttpMethod.Delete, "/_pit", $$"""{"id":"{{id}}"}""");
        return (status, answer.ToJsonString());
    }

    private async Task<JsonNode> SearchAsync(string id, string rest)
    {
        var (status, answer) = await SendAsync(HttpMethod.Post, "/_search", $$"""{"pit":{"id":"{{id}}","keep_alive":"1m"},{{rest}}}""");
        Assert.True(status == 200, answer.ToJsonString());
        return answer;
    }

    private async Task<(int Status, JsonNode Answer)> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        }

        using var response = await engine.Client.SendAsync(request, Token);
        return ((int)response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>(Token))!);
    }
}
