using System.Net.Http.Json;
using System.Text.Json;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SearchNode;

/// <summary>A search node that holds the recorded rows.</summary>
public sealed class RecordedNode : IAsyncLifetime
{
    private readonly SearchNodeFixture _node = new();

    public HttpClient Client { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await _node.InitializeAsync();
        Client.BaseAddress = _node.Url;
        await RecordedIndex.LoadAsync(Client, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _node.DisposeAsync();
    }
}

public sealed class RecordedSearchTests(RecordedNode node) : IClassFixture<RecordedNode>
{
    public static TheoryData<int> Sent { get; } = RecordedEngineSearch.Sent;

    [Theory]
    [MemberData(nameof(Sent))]
    public Task RecordedBody_OnTheNode_GivesTheRecordedAnswer(int index) =>
        RecordedEngineSearch.CompareAsync(node.Client, RecordedSearch.All[index], TestContext.Current.CancellationToken);
}

/// <summary>What the real service sent to Elasticsearch, sent to an engine and compared.</summary>
internal static class RecordedEngineSearch
{
    public static TheoryData<int> Sent { get; } = [.. Enumerable.Range(0, RecordedSearch.All.Count)
        .Where(index => RecordedSearch.All[index].Elasticsearch.ValueKind == JsonValueKind.Object)];

    public static async Task CompareAsync(HttpClient engine, RecordedSearch recorded, CancellationToken cancellationToken)
    {
        var response = await engine.PostAsJsonAsync(
            recorded.Elasticsearch.GetProperty("path").GetString(), recorded.Elasticsearch.GetProperty("body"), cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        if (recorded.Status == 500 && recorded.Answer.GetProperty("error").GetString()!.StartsWith("ERR_ELASTICSEARCH", StringComparison.Ordinal))
        {
            Assert.Equal(400, (int)response.StatusCode);
            return;
        }

        Assert.True(response.IsSuccessStatusCode, answer.GetRawText());
        if (recorded.IsCount)
        {
            Assert.Equal(recorded.Answer.GetProperty("count").GetInt64(), answer.GetProperty("count").GetInt64());
            return;
        }

        // Rows that the service failed to read, or lost, are no matter of the engine.
        if (recorded.Status != 200 || recorded.Better is not null)
        {
            return;
        }

        var ids = answer.GetProperty("hits").GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("_id").GetString()!).ToArray();
        switch (recorded.Order)
        {
            case "exact":
                Assert.Equal(recorded.Uuids!, ids);
                break;
            case "set":
                Assert.Equal(recorded.Uuids!.Order(), ids.Order());
                break;
            default:
                Assert.Equal(recorded.Answer.GetProperty("size").GetInt32(), ids.Length);
                break;
        }
    }
}
