using Npgsql;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Connectra.Faults;

/// <summary>The service over the recorded rows, with a faulty proxy before each of its stores.</summary>
public abstract class FaultyProxies(PostgresServer server, RecordedEngine engine) : IAsyncDisposable
{
    private readonly RecordedRows _rows = new(server);
    private readonly Lock _loading = new();
    private Task? _loaded;
    private Toxiproxy? _proxy;
    private RunningService? _service;
    private string _connectionString = "";

    /// <summary>
    /// A task that completes when the service is running. Each test awaits it, because only a test can be skipped.
    /// </summary>
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

    internal ToxicProxy Postgres { get; private set; } = null!;

    internal ToxicProxy Elasticsearch { get; private set; } = null!;

    /// <summary>Starts another service behind the same proxies.</summary>
    internal Task<RunningService> StartServiceAsync() =>
        RunningService.StartAsync(_connectionString, new Uri($"http://127.0.0.1:{Elasticsearch.Port}"));

    /// <summary>
    /// Returns the number of sessions of the service in the database, and the number of those that are not idle.
    /// </summary>
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

    /// <summary>Starts the engine with indices that the tests can write to.</summary>
    protected abstract Task StartAsync(CancellationToken cancellationToken);

    protected abstract ValueTask StopAsync();

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        _proxy = await Toxiproxy.StartAsync(cancellationToken);
        await StartAsync(cancellationToken);
        await _rows.InitializeAsync();

        var database = new NpgsqlConnectionStringBuilder(_rows.ConnectionString) { ApplicationName = "connectra" };
        Postgres = await _proxy.CreateProxyAsync("postgres", database.Port, cancellationToken);
        Elasticsearch = await _proxy.CreateProxyAsync("elasticsearch", engine.Client.BaseAddress!.Port, cancellationToken);
        database.Port = Postgres.Port;
        database.Host = "127.0.0.1";
        _connectionString = database.ConnectionString;
        _service = await StartServiceAsync();
    }
}

/// <summary>Proxies for PostgreSQL and a separate embedded node.</summary>
public sealed class NodeFaultyProxies(PostgresServer server, SearchNodeTemplates templates)
    : FaultyProxies(server, new RecordedNode(templates))
{
    protected override Task StartAsync(CancellationToken cancellationToken) => Engine.Loaded;

    protected override ValueTask StopAsync() => Engine.DisposeAsync();
}

/// <summary>
/// Proxies for PostgreSQL and the real Elasticsearch, with indices that are separate from the recorded ones.
/// </summary>
public sealed class ReferenceFaultyProxies(PostgresServer server, RecordedReference engine) : FaultyProxies(server, engine)
{
    private const string Prefix = "faulty_";

    private bool _areAliasesSwitched;

    protected override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Engine.SwitchAliasesAsync(Prefix);
        _areAliasesSwitched = true;
        await RecordedIndex.FillAsync(Engine.Client, cancellationToken);
    }

    protected override async ValueTask StopAsync()
    {
        if (_areAliasesSwitched)
        {
            await Engine.RestoreAliasesAsync(Prefix);
        }
    }
}
