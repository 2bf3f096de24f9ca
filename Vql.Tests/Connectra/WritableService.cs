using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Vql.Storage.Postgres;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Connectra;

/// <summary>The service over empty tables and indices.</summary>
public sealed class WritableService(PostgresServer server) : IAsyncLifetime
{
    private RunningService? _service;
    private HttpClient _engine = null!;

    public HttpClient Client => _service!.Client;

    public SearchNodeFixture Node { get; } = new();

    public NpgsqlDataSource Source { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var token = TestContext.Current.CancellationToken;
        var connectionString = await server.CreateDatabaseAsync();
        Source = NpgsqlDataSource.Create(connectionString);
        await Migrator.MigrateAsync(Source, token);
        await Node.InitializeAsync();
        _engine = new HttpClient { BaseAddress = Node.Url };
        foreach (var (index, definition) in JsonNode.Parse(await File.ReadAllTextAsync(RecordedFile.Path("indices.json"), token))!.AsObject())
        {
            (await _engine.PutAsJsonAsync(index, definition, token)).EnsureSuccessStatusCode();
        }

        _service = await RunningService.StartAsync(connectionString, Node.Url);
    }

    /// <summary>A document as the index holds it; null when there is none.</summary>
    public async Task<JsonObject?> DocumentAsync(string index, string uuid)
    {
        var token = TestContext.Current.CancellationToken;
        (await _engine.PostAsync($"{index}/_refresh", null, token)).EnsureSuccessStatusCode();
        var query = new JsonObject { ["query"] = new JsonObject { ["term"] = new JsonObject { ["uuid"] = uuid } } };
        var response = await _engine.PostAsJsonAsync($"{index}/_search", query, token);
        var hits = (await response.Content.ReadFromJsonAsync<JsonNode>(token))!["hits"]!["hits"]!.AsArray();
        return hits.Count == 0 ? null : hits.Single()!["_source"]!.AsObject();
    }

    /// <summary>A row as JSON, its columns by name; null when there is none.</summary>
    public async Task<JsonObject?> RowAsync(string table, string uuid)
    {
        await using var command = Source.CreateCommand($"select to_jsonb(row)::text from {table} as row where uuid = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = uuid });
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is string json ? JsonNode.Parse(json)!.AsObject() : null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }

        _engine.Dispose();
        await Node.DisposeAsync();
        await Source.DisposeAsync();
    }
}
