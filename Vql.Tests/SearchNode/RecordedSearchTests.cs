using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Vql.Core.Language;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SearchNode;

/// <summary>Tests of the recorded searches on the embedded node.</summary>
public sealed class NodeRecordedSearchTests(RecordedNode engine) : RecordedSearchTests(engine), IClassFixture<RecordedNode>;

/// <summary>
/// Tests of the recorded searches on the real Elasticsearch, to validate the recording and the compiled queries.
/// </summary>
[Collection(ReferenceCollection.Name)]
public sealed class ReferenceRecordedSearchTests(RecordedReference engine) : RecordedSearchTests(engine);

/// <summary>
/// Tests of all recorded searches: the recorded Elasticsearch request is sent to an engine, and the VQL query is
/// compiled and sent.
/// </summary>
public abstract class RecordedSearchTests(RecordedEngine engine) : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public static TheoryData<string> Sent { get; } =
    [
        .. RecordedSearch.All.Where(recorded => recorded.Elasticsearch.ValueKind == JsonValueKind.Object)
            .Select(recorded => recorded.Name),
    ];

    public static TheoryData<string> Answered { get; } =
        [.. RecordedSearch.All.Where(recorded => recorded is { Status: 200, Better: null }).Select(recorded => recorded.Name)];

    public async ValueTask InitializeAsync() => await engine.Loaded;

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Sent))]
    public async Task RecordedBody_OnTheEngine_GivesTheRecordedAnswer(string name)
    {
        var recorded = RecordedSearch.All.Single(candidate => candidate.Name == name);
        var token = TestContext.Current.CancellationToken;
        var response = await engine.Client.PostAsJsonAsync(
            recorded.Elasticsearch.GetProperty("path").GetString(), recorded.Elasticsearch.GetProperty("body"), token);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(token);
        if (recorded.Status == 500 && recorded.Answer.GetProperty("error").GetString()!.StartsWith(
            "ERR_ELASTICSEARCH", StringComparison.Ordinal))
        {
            Assert.Equal(400, (int)response.StatusCode);
            return;
        }

        Assert.True(response.IsSuccessStatusCode, answer.GetRawText());
        if (recorded.IsCount)
        {
            Assert.Equal(recorded.Answer.GetProperty("count").GetInt64(), answer.GetProperty("count").GetInt64());
        }
        else if (recorded is { Status: 200, Better: null })
        {
            // Rows that the service failed to return do not concern the engine.
            AssertUuids(
                recorded,
                [.. answer.GetProperty("hits").GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("_id").GetString()!)]);
        }
    }

    [Theory]
    [MemberData(nameof(Answered))]
    public async Task RecordedQuery_CompiledForTheEngine_GivesTheRecordedAnswer(string name)
    {
        var recorded = RecordedSearch.All.Single(candidate => candidate.Name == name);
        var token = TestContext.Current.CancellationToken;
        var reading = VqlReader.Read(Encoding.UTF8.GetBytes(recorded.Body), recorded.Entity);
        Assert.Empty(reading.Faults);
        if (recorded.IsCount)
        {
            var count = await engine.Search.CountAsync(recorded.Entity, reading.Query!, Deadline, token);
            Assert.Null(count.Failure);
            Assert.Equal(recorded.Answer.GetProperty("count").GetInt64(), count.Value);
            return;
        }

        var found = await engine.Search.SearchAsync(recorded.Entity, reading.Query!, Deadline, token);
        Assert.Null(found.Failure);
        AssertUuids(recorded, [.. found.Value!.Hits.Select(hit => hit.Uuid)]);
    }

    private static void AssertUuids(RecordedSearch recorded, string[] uuids)
    {
        switch (recorded.Order)
        {
            case "exact":
                Assert.Equal(recorded.Uuids!, uuids);
                break;
            case "set":
                Assert.Equal(recorded.Uuids!.Order(), uuids.Order());
                break;
            default:
                Assert.Equal(recorded.Answer.GetProperty("size").GetInt32(), uuids.Length);
                break;
        }
    }
}
