using Npgsql;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Connectra;

/// <summary>The service over the recorded rows, with the embedded node as its engine.</summary>
public sealed class RecordedService(PostgresServer server) : IAsyncLifetime
{
    private readonly RecordedRows _rows = new(server);
    private RunningService? _service;

    public HttpClient Client => _service!.Client;

    public SearchNodeFixture Node { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await _rows.InitializeAsync();
        await Node.InitializeAsync();
        using var engine = new HttpClient { BaseAddress = Node.Url };
        await RecordedIndex.LoadAsync(engine, TestContext.Current.CancellationToken);
        _service = await RunningService.StartAsync(_rows.ConnectionString, Node.Url);
    }

    /// <summary>Takes the database away, or brings it back.</summary>
    public async Task LetDatabaseAsync(bool answer)
    {
        var place = new NpgsqlConnectionStringBuilder(_rows.ConnectionString);
        var name = place.Database;
        place.Database = "postgres";
        place.Pooling = false;
        await using var source = NpgsqlDataSource.Create(place);
        await using var allow = source.CreateCommand($"alter database {name} allow_connections {answer}");
        await allow.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var end = source.CreateCommand($"select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '{name}'");
        await end.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }

        await Node.DisposeAsync();
        await _rows.DisposeAsync();
    }
}
