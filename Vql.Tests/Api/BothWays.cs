using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Tests.Connectra;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>The API that asks Connectra over the embedded node, and the API that has PostgreSQL alone; both over the recorded rows.</summary>
public sealed class BothWays(PostgresServer server) : IAsyncDisposable
{
    private readonly RecordedRows _rows = new(server);
    private readonly SearchNodeFixture _node = new();
    private readonly Lock _starting = new();
    private Task? _started;
    private RunningService? _connectra;
    private RunningApi? _search;
    private RunningApi? _tables;

    /// <summary>Ends when both are there; each test asks, for only a test can be skipped.</summary>
    public Task Started
    {
        get
        {
            lock (_starting)
            {
                return _started ??= StartAsync();
            }
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Asks both, which must answer the same rows and links.</summary>
    /// <param name="path">The path behind the version, and the query.</param>
    /// <param name="source">Who answers where both could: <c>vql</c>, or the reason for which PostgreSQL does.</param>
    /// <returns>The search's answer.</returns>
    public async Task<JsonElement> GetAsync(string path, string source = "vql")
    {
        using var response = await AskAsync($"/api/v1/{path}");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(source, response.Headers.TryGetValues("X-VQL-Fallback", out var reasons) ? reasons.Single() : "vql");
        var found = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        var read = await _tables!.GetAsync($"/api/v1/{path}");
        Assert.Equal(Essence(read), Essence(found));
        return found;
    }

    /// <summary>How many rows both find.</summary>
    public async Task<long> CountAsync(string path, string source = "vql") => (await GetAsync(path, source)).GetProperty("count").GetInt64();

    /// <summary>The faults that both name, by parameter.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FaultsAsync(string path)
    {
        var faults = await FaultsAsync(_search!, path);
        Assert.Equal(await FaultsAsync(_tables!, path), faults);
        return faults;
    }

    /// <summary>Deletes a contact's row, or brings it back, without the index.</summary>
    public async Task LetContactAsync(string uuid, bool live)
    {
        await using var change = _rows.Source.CreateCommand($"update contacts set deleted_at = {(live ? "null" : "now()")} where uuid = $1");
        change.Parameters.Add(new NpgsqlParameter<string> { TypedValue = uuid });
        Assert.Equal(1, await change.ExecuteNonQueryAsync(CancellationToken.None));
    }

    /// <summary>A link's path behind the version, and its query.</summary>
    public static string? Path(JsonElement link) => link.GetString() is { } address ? new Uri(address).PathAndQuery["/api/v1/".Length..] : null;

    public async ValueTask DisposeAsync()
    {
        if (_started is not null)
        {
            await _search!.DisposeAsync();
            await _tables!.DisposeAsync();
            await _connectra!.DisposeAsync();
            await _node.DisposeAsync();
            await _rows.DisposeAsync();
        }
    }

    // On a busy machine the search may be late once.
    private async Task<HttpResponseMessage> AskAsync(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            var response = await _search!.Client.GetAsync(path, Token);
            if (attempt == 4 || !response.Headers.TryGetValues("X-VQL-Fallback", out var reasons) || reasons.Single() is not "timeout")
            {
                return response;
            }

            response.Dispose();
        }
    }

    private static async Task<SortedDictionary<string, string>> FaultsAsync(RunningApi api, string path)
    {
        using var response = await api.Client.GetAsync($"/api/v1/{path}", Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        return new SortedDictionary<string, string>(
            problem.GetProperty("errors").EnumerateObject().ToDictionary(error => error.Name, error => error.Value[0].GetString()!), StringComparer.Ordinal);
    }

    // Who answered, and when, is not the same.
    private static string Essence(JsonElement answer) => answer.TryGetProperty("results", out var results)
        ? $"{Path(answer.GetProperty("previous"))} {Path(answer.GetProperty("next"))} {answer.GetProperty("meta").GetRawText().Split("\"source\"")[0]} {results.GetRawText()}"
        : answer.GetRawText();

    private async Task StartAsync()
    {
        await _rows.InitializeAsync();
        await _node.InitializeAsync();
        using var transport = new HttpTransport(new ElasticsearchOptions { Host = _node.Url.Host, Port = _node.Url.Port });
        foreach (var entity in new[] { FieldCatalogue.Companies, FieldCatalogue.Contacts })
        {
            await FilledIndex.CreateAsync(_rows.Source, transport, entity, entity.Index, Token);
        }

        _connectra = await RunningService.StartAsync(_rows.ConnectionString, _node.Url);
        _search = await RunningApi.StartAsync(
            _rows.ConnectionString, _connectra.Client.BaseAddress!.ToString(), "--CONNECTRA_API_KEY=golden", "--VQL_HEDGE_PERCENT=0", "--VQL_COMPANY_CONTACTS=true");
        _tables = await RunningApi.StartAsync(_rows.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_ENABLED=false");
    }
}

/// <summary>The tests that share both.</summary>
[CollectionDefinition(Name)]
public sealed class BothWaysCollection : ICollectionFixture<BothWays>
{
    public const string Name = "The API both ways";
}
