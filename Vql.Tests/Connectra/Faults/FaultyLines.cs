using Npgsql;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Connectra.Faults;

/// <summary>The service over the recorded rows, with a line that can be spoilt to each of its stores.</summary>
public abstract class FaultyLines(PostgresServer server, RecordedEngine engine) : IAsyncDisposable
{
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

    protected RecordedEngine Engine => engine;

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
        }

        await StopAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts the engine, with indices that the tests may write to.</summary>
    protected abstract Task StartAsync(CancellationToken cancellationToken);

    protected abstract ValueTask StopAsync();

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        _proxy = await Toxiproxy.StartAsync(cancellationToken);
        await StartAsync(cancellationToken);
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

/// <summary>The lines to PostgreSQL and an embedded node of its own.</summary>
public sealed class NodeFaultyLines(PostgresServer server, SearchNodeTemplates templates) : FaultyLines(server, new RecordedNode(templates))
{
    protected override Task StartAsync(CancellationToken cancellationToken) => Engine.Loaded;

    protected override ValueTask StopAsync() => Engine.DisposeAsync();
}

/// <summary>The lines to PostgreSQL and the real Elasticsearch, where others have the recorded indices.</summary>
public sealed class ReferenceFaultyLines(PostgresServer server, RecordedReference engine) : FaultyLines(server, engine)
{
    private const string Prefix = "faulty_";

    private bool _isTurned;

    protected override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Engine.TurnAsync(Prefix);
        _isTurned = true;
        await RecordedIndex.FillAsync(Engine.Client, cancellationToken);
    }

    protected override async ValueTask StopAsync()
    {
        if (_isTurned)
        {
            await Engine.TurnBackAsync(Prefix);
        }
    }
}
