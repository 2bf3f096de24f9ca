using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Vql.Core.Fields;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Connectra;

/// <summary>The service over empty tables and empty indices.</summary>
public abstract class WritableService : IAsyncDisposable
{
    private const string Prefix = "writable_";

    private readonly PostgresServer _server;
    private readonly RecordedEngine _engine;
    private readonly Lazy<Task> _loaded;
    private RunningService? _service;

    protected WritableService(PostgresServer server, RecordedEngine engine)
    {
        _server = server;
        _engine = engine;
        _loaded = new Lazy<Task>(StartAsync);
    }

    public HttpClient Client => _service!.Client;

    /// <summary>The proxy between the service and the engine.</summary>
    public InterruptibleProxy Proxy { get; private set; } = null!;

    public NpgsqlDataSource Source { get; private set; } = null!;

    /// <summary>
    /// A task that completes when the service is running. Each test awaits it, because only a test can be skipped.
    /// </summary>
    public Task Loaded => _loaded.Value;

    /// <summary>Refreshes the indices, so that searches find the written documents.</summary>
    public async Task RefreshAsync()
    {
        foreach (var entity in new[] { FieldCatalogue.Contacts, FieldCatalogue.Companies })
        {
            (await _engine.Client.PostAsync($"{entity.Index}/_refresh", null, TestContext.Current.CancellationToken))
                .EnsureSuccessStatusCode();
        }
    }

    /// <summary>Returns a document of an index, or null if it does not exist.</summary>
    public async Task<JsonObject?> DocumentAsync(string index, string uuid)
    {
        var token = TestContext.Current.CancellationToken;
        (await _engine.Client.PostAsync($"{index}/_refresh", null, token)).EnsureSuccessStatusCode();
        var query = new JsonObject { ["query"] = new JsonObject { ["term"] = new JsonObject { ["uuid"] = uuid } } };
        var response = await _engine.Client.PostAsJsonAsync($"{index}/_search", query, token);
        var hits = (await response.Content.ReadFromJsonAsync<JsonNode>(token))!["hits"]!["hits"]!.AsArray();
        return hits.Count == 0 ? null : hits.Single()!["_source"]!.AsObject();
    }

    /// <summary>Returns a row as JSON with a member for each column, or null if it does not exist.</summary>
    public async Task<JsonObject?> RowAsync(string table, string uuid)
    {
        await using var command = Source.CreateCommand($"select to_jsonb(row)::text from {table} as row where uuid = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = uuid });
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is string json
            ? JsonNode.Parse(json)!.AsObject()
            : null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
            await Proxy.DisposeAsync();
            await Source.DisposeAsync();
            await _engine.RestoreAliasesAsync(Prefix);
        }

        await StopAsync(_engine);
        GC.SuppressFinalize(this);
    }

    protected virtual ValueTask StopAsync(RecordedEngine engine) => ValueTask.CompletedTask;

    private async Task StartAsync()
    {
        await _engine.SwitchAliasesAsync(Prefix);
        var connectionString = await _server.CreateMigratedDatabaseAsync();
        Source = NpgsqlDataSource.Create(connectionString);
        Proxy = new InterruptibleProxy(_engine.Client.BaseAddress!);
        _service = await RunningService.StartAsync(connectionString, Proxy.Url);
    }
}

/// <summary>The writable service on the embedded node.</summary>
public sealed class NodeWritableService(PostgresServer server) : WritableService(server, new EmptyNode())
{
    protected override ValueTask StopAsync(RecordedEngine engine) => engine.DisposeAsync();
}

/// <summary>The writable service on the real Elasticsearch.</summary>
public sealed class ReferenceWritableService(PostgresServer server, RecordedReference engine) : WritableService(server, engine);
