using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Tests.Connectra;
using Vql.Tests.Infrastructure;
using Vql.Tests.SyncWorker;

namespace Vql.Tests.Api;

/// <summary>Two APIs over the recorded rows: one uses Connectra on an engine, the other uses PostgreSQL only.</summary>
public abstract class BothPaths : IAsyncDisposable
{
    private readonly RecordedRows _rows;
    private readonly Lazy<Task> _started;
    private RunningService? _connectra;

    protected BothPaths(PostgresServer server)
    {
        _rows = new RecordedRows(server);
        _started = new Lazy<Task>(StartAsync);
    }

    /// <summary>
    /// A task that completes when both APIs have started. Each test awaits it, because only a test can be skipped.
    /// </summary>
    public Task Started => _started.Value;

    public RecordedRows Rows => _rows;

    internal RunningApi Search { get; private set; } = null!;

    internal RunningApi Tables { get; private set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Returns the path of a link after the version, and its query string.</summary>
    public static string? PathOf(JsonElement link) =>
        link.GetString() is { } address ? new Uri(address).PathAndQuery["/api/v1/".Length..] : null;

    /// <summary>
    /// Returns the part of a response that both paths have in common, without its source and its time.
    /// </summary>
    public static string CommonPart(JsonElement answer) => answer.TryGetProperty("results", out var results)
        ? $"{PathOf(answer.GetProperty("previous"))} {PathOf(answer.GetProperty("next"))} "
            + $"{answer.GetProperty("meta").GetRawText().Split("\"source\"")[0]} {results.GetRawText()}"
        : answer.GetRawText();

    /// <summary>Sends a request to both APIs and asserts that the rows and links are the same.</summary>
    /// <param name="path">The path after the version, and the query string.</param>
    /// <param name="source">The expected source: <c>vql</c>, or the fallback reason.</param>
    /// <returns>The response of the VQL path.</returns>
    public async Task<JsonElement> GetAsync(string path, string source = "vql")
    {
        using var response = await Search.Client.GetAsync($"/api/v1/{path}", Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(source, response.Headers.TryGetValues("X-VQL-Fallback", out var reasons) ? reasons.Single() : "vql");
        var found = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        var read = await Tables.GetAsync($"/api/v1/{path}");
        Assert.Equal(CommonPart(read), CommonPart(found));
        return found;
    }

    /// <summary>Returns the number of rows, which is the same on both paths.</summary>
    public async Task<long> CountAsync(string path, string source = "vql") =>
        (await GetAsync(path, source)).GetProperty("count").GetInt64();

    /// <summary>Returns the errors by parameter, which are the same on both paths.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FaultsAsync(string path)
    {
        var faults = await FaultsAsync(Search, path);
        Assert.Equal(await FaultsAsync(Tables, path), faults);
        return faults;
    }

    /// <summary>Deletes or restores the row of a contact without updating the index.</summary>
    public async Task SetContactLiveAsync(string uuid, bool live)
    {
        await using var change = _rows.Source.CreateCommand(
            $"update contacts set deleted_at = {(live ? "null" : "now()")} where uuid = $1");
        change.Parameters.Add(new NpgsqlParameter<string> { TypedValue = uuid });
        Assert.Equal(1, await change.ExecuteNonQueryAsync(CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        if (Tables is not null)
        {
            await Search.DisposeAsync();
            await Tables.DisposeAsync();
            await _connectra!.DisposeAsync();
            await _rows.DisposeAsync();
        }

        await StopEngineAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts the engine with the documents of the rows.</summary>
    /// <returns>The URL of the engine.</returns>
    protected abstract Task<Uri> StartEngineAsync();

    protected abstract ValueTask StopEngineAsync();

    /// <summary>Indexes the documents of the rows.</summary>
    protected async Task FillAsync(Uri engine)
    {
        using var transport = new HttpTransport(new ElasticsearchOptions { Nodes = [engine] });
        foreach (var entity in new[] { FieldCatalogue.Companies, FieldCatalogue.Contacts })
        {
            await FilledIndex.CreateAsync(_rows.Source, transport, entity, entity.Index, CancellationToken.None);
        }
    }

    private static async Task<SortedDictionary<string, string>> FaultsAsync(RunningApi api, string path)
    {
        using var response = await api.Client.GetAsync($"/api/v1/{path}", Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        return new SortedDictionary<string, string>(
            problem.GetProperty("errors").EnumerateObject().ToDictionary(error => error.Name, error => error.Value[0].GetString()!),
            StringComparer.Ordinal);
    }

    private async Task StartAsync()
    {
        await _rows.InitializeAsync();
        var engine = await StartEngineAsync();

        // The search timeout is long, because searches can be slow on a busy machine.
        _connectra = await RunningService.StartAsync(_rows.ConnectionString, engine);
        Search = await RunningApi.StartAsync(
            _rows.ConnectionString, _connectra.Client.BaseAddress!.ToString(),
            "--CONNECTRA_API_KEY=golden", "--VQL_HEDGE_PERCENT=0", "--VQL_SEARCH_TIMEOUT=120", "--VQL_SINGLE_RECORD_RETRIEVAL=true",
            "--VQL_COMPANY_CONTACTS=true", "--VQL_EXPORTS=true", "--VQL_SUGGESTION_TIMEOUT=30");
        Tables = await RunningApi.StartAsync(
            _rows.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_ENABLED=false", "--VQL_SUGGESTION_TIMEOUT=30");
    }
}

/// <summary>Both paths, with the embedded node as the engine.</summary>
public sealed class NodeBothPaths(PostgresServer server, SearchNodeTemplates templates) : BothPaths(server)
{
    private readonly SearchNodeFixture _node = new();

    protected override async Task<Uri> StartEngineAsync()
    {
        await templates.StartAsync(_node, "both paths", FillAsync);
        return _node.Url;
    }

    protected override ValueTask StopEngineAsync() => _node.DisposeAsync();
}

/// <summary>
/// Both paths, with the real Elasticsearch as the engine. Other tests use its indices as well, one at a time.
/// </summary>
public sealed class ReferenceBothPaths(PostgresServer server, RecordedReference reference) : BothPaths(server)
{
    private readonly SyncElasticsearch _engine = new(reference);

    protected override async Task<Uri> StartEngineAsync()
    {
        var engine = await _engine.StartAsync();
        using var client = new HttpClient { BaseAddress = engine };
        await EntityIndices.ClearAsync(client, CancellationToken.None);
        await FillAsync(engine);
        return engine;
    }

    protected override ValueTask StopEngineAsync() => _engine.DisposeAsync();
}

/// <summary>The tests that share the APIs on the embedded node.</summary>
[CollectionDefinition(Name)]
public sealed class BothPathsCollection : ICollectionFixture<NodeBothPaths>
{
    public const string Name = "The API on both paths";
}
