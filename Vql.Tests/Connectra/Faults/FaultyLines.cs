using Npgsql;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Connectra.Faults;

/// <summary>The service over the recorded rows, with a line that can be spoilt to each of its stores.</summary>
public abstract class FaultyLines(PostgresServer server, RecordedEngine engine) : IAsyncDisposable
{
    private const string Prefix = "faulty_";

    private readonly RecordedRows _rows = new(server);
    private readonly Lock _loading = new();
    private Task? _loaded;
    private Toxiproxy? _proxy;
    private RunningService? _service;
    private string _connectionString = "";

    /// <summary>Ends when it is there. Each test asks, since only a test can be skipped where it cannot be.</summary>
    public Task Loaded
    {
        get
        {
            lock (_loading)
            {
                return _loaded ??= LoadAsync(TestContext.Current.CancellationToken);
            }
        }
    }

    public HttpClient Client => _service!.Client;

    internal ToxicLine Postgres { get; private set; } = null!;

    internal ToxicLine Elasticsearch { get; private set; } = null!;

    /// <summary>Starts another service on the same lines.</summary>
    internal Task<RunningService> StartServiceAsync() => RunningService.StartAsync(_connectionString, new Uri($"http://127.0.0.1:{Elasticsearch.Port}"));

    /// <summary>The service's sessions in the database, and how many of them are at work or in a transaction.</summary>
    public async Task<(long All, long Busy)> CountSessionsAsync()
    {
        await using var command = _rows.Source.CreateCommand(
            "select count(*), count(*) filter (where state is distinct from 'idle') from pg_stat_activity " +
            "where datname = current_database() and application_name = 'connectra'");
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        await reader.ReadAsync(TestContext.Current.CancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }

        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        if (_rows.Source is not null)
        {
            await _rows.DisposeAsync();
            await engine.TurnBackAsync(Prefix);
        }

        await StopAsync(engine);
        GC.SuppressFinalize(this);
    }

    protected virtual ValueTask StopAsync(RecordedEngine engine) => ValueTask.CompletedTask;

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        _proxy = await Toxiproxy.StartAsync(cancellationToken);
        await engine.TurnAsync(Prefix);
        await RecordedIndex.FillAsync(engine.Client, cancellationToken);
        await _rows.InitializeAsync();

        var place = new NpgsqlConnectionStringBuilder(_rows.ConnectionString) { ApplicationName = "connectra" };
        Postgres = await _proxy.LayAsync("postgres", place.Port, cancellationToken);
        Elasticsearch = await _proxy.LayAsync("elasticsearch", engine.Client.BaseAddress!.Port, cancellationToken);
        place.Port = Postgres.Port;
        place.Host = "127.0.0.1";
        _connectionString = place.ConnectionString;
        _service = await StartServiceAsync();
    }
}

/// <summary>The lines to PostgreSQL and the embedded node.</summary>
public sealed class NodeFaultyLines(PostgresServer server) : FaultyLines(server, new RecordedNode())
{
    protected override ValueTask StopAsync(RecordedEngine engine) => engine.DisposeAsync();
}

/// <summary>The lines to PostgreSQL and the real Elasticsearch.</summary>
public sealed class ReferenceFaultyLines(PostgresServer server, RecordedReference engine) : FaultyLines(server, engine);
