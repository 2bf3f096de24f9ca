using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Vql.Connectra;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Connectra;

/// <summary>The service over the recorded rows, with the embedded node as its engine.</summary>
public sealed class RecordedService(PostgresServer server) : IAsyncLifetime
{
    private readonly SearchNodeFixture _node = new();
    private readonly RecordedRows _rows = new(server);
    private WebApplication? _service;

    public HttpClient Client { get; } = new(new HttpClientHandler { AllowAutoRedirect = false });

    public async ValueTask InitializeAsync()
    {
        var token = TestContext.Current.CancellationToken;
        await _rows.InitializeAsync();
        await _node.InitializeAsync();
        using var engine = new HttpClient { BaseAddress = _node.Url };
        await RecordedIndex.LoadAsync(engine, token);
        _service = Service.Build(
        [
            "--urls", "http://127.0.0.1:0", $"--ConnectionStrings:vqldb={_rows.ConnectionString}", "--API_KEY=golden",
            "--ELASTICSEARCH_HOST=127.0.0.1", $"--ELASTICSEARCH_PORT={_node.Url.Port}", "--Logging:LogLevel:Default=Error",
        ]);
        await _service.StartAsync(token);
        Client.BaseAddress = new Uri(_service.Urls.First());
        Client.DefaultRequestHeaders.Add("X-API-Key", "golden");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_service is not null)
        {
            await _service.StopAsync(CancellationToken.None);
            await _service.DisposeAsync();
        }

        await _node.DisposeAsync();
        await _rows.DisposeAsync();
    }
}

public sealed class RecordedServiceTests(RecordedService service) : IClassFixture<RecordedService>
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
    public async Task Request_WithoutTheKey_IsRefusedButHealthIsNot()
    {
        var token = TestContext.Current.CancellationToken;
        using var stranger = new HttpClient { BaseAddress = service.Client.BaseAddress };
        Assert.Equal(401, (int)(await stranger.PostAsync("/contacts/", null, token)).StatusCode);
        Assert.Equal("{\"status\":\"ok\"}", await stranger.GetStringAsync("/health", token));
    }
}
