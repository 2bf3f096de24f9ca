using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Connectra;

[Collection(NodeServiceCollection.Name)]
public sealed class NodeRecordedServiceTests(NodeRecordedService service) : RecordedServiceTests(service);

[Collection(ReferenceCollection.Name)]
public sealed class ReferenceRecordedServiceTests(ReferenceRecordedService service)
    : RecordedServiceTests(service), IClassFixture<ReferenceRecordedService>;

/// <summary>Tests of all recorded searches on the service.</summary>
public abstract class RecordedServiceTests(RecordedService service) : LoadedTests(() => service.Loaded)
{
    public static TheoryData<int> All { get; } = [.. Enumerable.Range(0, RecordedSearch.All.Count)];

    [Theory]
    [MemberData(nameof(All))]
    public async Task RecordedRequest_ToTheService_GivesTheRecordedOrTheBetterAnswer(int index)
    {
        var token = TestContext.Current.CancellationToken;
        var recorded = RecordedSearch.All[index];
        using var content = new StringContent(recorded.Body, Encoding.UTF8, "application/json");
        var response = await service.Client.PostAsync(recorded.Path, content, token);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(token);
        var status = recorded.Better is { } better ? int.Parse(better.AsSpan(0, 3)) : recorded.Status;
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 200, answer.GetProperty("success").GetBoolean());
        if (recorded.Better is not null || status != 200)
        {
            return;
        }

        if (recorded.IsCount)
        {
            Assert.Equal(recorded.Answer.GetProperty("count").GetInt64(), answer.GetProperty("count").GetInt64());
            return;
        }

        var rows = answer.GetProperty("data").EnumerateArray().ToList();
        var uuids = rows.ConvertAll(row => row.GetProperty("uuid").GetString()!);
        switch (recorded.Order)
        {
            case "exact":
                Assert.Equal(recorded.Uuids!, uuids);
                break;
            case "set":
                Assert.Equal(recorded.Uuids!.Order(), uuids.Order());
                break;
            default:
                Assert.Equal(recorded.Answer.GetProperty("size").GetInt32(), uuids.Count);
                break;
        }

        if (recorded.Answer.TryGetProperty("data", out var data))
        {
            Assert.True(JsonElement.DeepEquals(data, answer.GetProperty("data")), answer.GetProperty("data").GetRawText());
        }
    }

    [Fact]
    public async Task Request_WithoutTheKey_IsRejectedExceptForHealth()
    {
        var token = TestContext.Current.CancellationToken;
        using var keyless = new HttpClient { BaseAddress = service.Client.BaseAddress };
        Assert.Equal(401, (int)(await keyless.PostAsync("/contacts/", null, token)).StatusCode);
        Assert.Equal("{\"status\":\"ok\"}", await keyless.GetStringAsync("/health", token));
    }
}
