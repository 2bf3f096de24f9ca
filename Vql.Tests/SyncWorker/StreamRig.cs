using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Vql.EmbeddedPostgres;
using Vql.Storage.Postgres;
using Vql.SyncWorker;
using Vql.Testing.Processes;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>A database, an engine, proxies for both, and workers that follow the log.</summary>
internal sealed class StreamRig : IAsyncDisposable
{
    public const int Companies = 40;
    public const int Contacts = 800;

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(3);

    private readonly Uri _engine;
    private readonly List<IAsyncDisposable> _workers = [];
    private Func<string> _lastOutput = () => "";

    private StreamRig(Uri engine, string connectionString, ToxicProxy? toxicDatabase, ToxicProxy? toxicEngine)
    {
        _engine = engine;
        ConnectionString = connectionString;
        Source = NpgsqlDataSource.Create(connectionString);
        ToxicDatabase = toxicDatabase;
        ToxicEngine = toxicEngine;
        DatabaseProxy = new InterruptibleProxy(new UriBuilder("tcp", "127.0.0.1", toxicDatabase?.Port ?? PortOf(connectionString)).Uri);
        EngineProxy = new InterruptibleProxy(toxicEngine is null ? engine : new UriBuilder(engine) { Port = toxicEngine.Port }.Uri);
        Engine = new HttpClient { BaseAddress = engine };
    }

    /// <summary>The connection string of the database, without the proxy.</summary>
    public string ConnectionString { get; }

    public NpgsqlDataSource Source { get; }

    public HttpClient Engine { get; }

    /// <summary>The proxy between the workers and the database.</summary>
    public InterruptibleProxy DatabaseProxy { get; }

    /// <summary>The proxy between the workers and the engine.</summary>
    public InterruptibleProxy EngineProxy { get; }

    /// <summary>The Toxiproxy proxy for the database. Null if the rig does not use Toxiproxy.</summary>
    public ToxicProxy? ToxicDatabase { get; }

    /// <summary>The Toxiproxy proxy for the engine. Null if the rig does not use Toxiproxy.</summary>
    public ToxicProxy? ToxicEngine { get; }

    /// <summary>The environment variables of the workers.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<StreamRig> CreateAsync(PostgresServer server, Uri engine, Toxiproxy? proxy = null) =>
        await CreateWithProxiesAsync(await server.CreateDatabaseAsync("stream", WriteAsync), engine, proxy);

    /// <summary>Creates a rig with a database of another server.</summary>
    public static async Task<StreamRig> CreateAsync(string connectionString, Uri engine)
    {
        var rig = await CreateWithProxiesAsync(connectionString, engine, proxy: null);
        await Migrator.MigrateAsync(rig.Source, Token);
        await WriteAsync(rig.Source);
        return rig;
    }

    private static async Task<StreamRig> CreateWithProxiesAsync(string connectionString, Uri engine, Toxiproxy? proxy)
    {
        var name = Guid.NewGuid().ToString("N");
        return new StreamRig(
            engine, connectionString,
            proxy is null ? null : await proxy.CreateProxyAsync($"database-{name}", PortOf(connectionString), Token),
            proxy is null ? null : await proxy.CreateProxyAsync($"engine-{name}", engine.Port, Token));
    }

    private static async Task WriteAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand($"""
            insert into companies (uuid, name, employees_count, keywords)
            select 'company-' || n, 'Company ' || n, n, array['a', 'b' || n] from generate_series(1, {Companies}) n;
            insert into contacts (uuid, first_name, title, company_id, seniority)
            select 'contact-' || n, 'First ' || n, 'Engineer', 'company-' || (n % {Companies} + 1), 'vp'
            from generate_series(1, {Contacts}) n;
            """);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task WaitUntilAsync(Func<Task<bool>> condition, Func<string> failure, TimeSpan? timeout = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(timeout ?? DefaultTimeout);
        while (!await condition())
        {
            if (limit.IsCancellationRequested)
            {
                Assert.Fail(failure());
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        }
    }

    /// <summary>Starts a worker in this process and waits until it follows the log.</summary>
    public Task<RunningWorker> StartWorkerAsync() => BeginWorkerAsync("health");

    /// <summary>Starts a worker in this process and waits only until it is alive.</summary>
    public Task<RunningWorker> StartStandbyAsync() => BeginWorkerAsync("alive");

    /// <summary>
    /// Starts a worker in a separate process, which can be killed, and waits until it follows the log.
    /// </summary>
    public Task<ServerProcess> StartWorkerProcessAsync() => BeginWorkerProcessAsync("health");

    /// <summary>Starts a worker in a separate process and waits only until it is alive.</summary>
    public Task<ServerProcess> StartStandbyProcessAsync() => BeginWorkerProcessAsync("alive");

    /// <summary>Waits until all committed changes are searchable.</summary>
    public async Task WaitUntilFoundAsync(TimeSpan? timeout = null)
    {
        var target = await ReadAsync<NpgsqlLogSequenceNumber>("select pg_current_wal_insert_lsn()");
        await WaitUntilAsync(
            async () =>
            {
                await RunAsync("select pg_notify('vql_wake', '')");
                return await ReadAsync<object?>("select indexed_lsn from sync_state") is NpgsqlLogSequenceNumber indexed
                    && indexed >= target;
            },
            () => $"the index did not reach {target}: {_lastOutput()}",
            timeout);
    }

    /// <summary>Asserts that both stores are equal.</summary>
    /// <returns>The number of rows.</returns>
    public async Task<long> AssertEqualAsync()
    {
        var verified = await CommandAsync("verify-sync", "--json");
        Assert.True(verified.ExitCode == 0, $"{verified.Output}\n{verified.Error}\n{_lastOutput()}");
        return verified.Json.GetProperty(
            "contacts").GetProperty("rows").GetInt64() + verified.Json.GetProperty("companies").GetProperty("rows").GetInt64();
    }

    public Task<WorkerCommand> CommandAsync(params string[] arguments) => WorkerCommand.RunAsync(ConnectionString, _engine, arguments);

    public async Task RunAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(Token);
    }

    public async Task<T> ReadAsync<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Token))!;
    }

    /// <summary>Returns the document of a contact, or null if it does not exist.</summary>
    public async Task<JsonElement?> ContactAsync(string uuid)
    {
        using var answer = await Engine.GetAsync(new Uri($"contacts_index/_doc/{uuid}", UriKind.Relative), Token);
        return answer.IsSuccessStatusCode
            ? JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("_source")
            : null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync();
        }

        await EngineProxy.DisposeAsync();
        await DatabaseProxy.DisposeAsync();
        await DropSlotAsync();
        await Source.DisposeAsync();
        Engine.Dispose();
    }

    /// <summary>Drops the slot as soon as it is inactive.</summary>
    public Task DropSlotAsync() => WaitUntilAsync(
        async () =>
        {
            await RunAsync(
                "select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = current_database() and not active");
            return await ReadAsync<bool>("select not exists (select from pg_replication_slots where database = current_database())");
        },
        () => "the slot cannot be dropped");

    private static int PortOf(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Port;

    private async Task<RunningWorker> BeginWorkerAsync(string ready)
    {
        var worker = await RunningWorker.StartAsync(WorkerEnvironment(), ready, DefaultTimeout, Token);
        _workers.Add(worker);
        _lastOutput = () => worker.Output;
        return worker;
    }

    private async Task<ServerProcess> BeginWorkerProcessAsync(string ready)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Find().ToString(CultureInfo.InvariantCulture)}/");
        var environment = WorkerEnvironment();
        environment["ASPNETCORE_URLS"] = url.ToString();
        var worker = await ServerProcess.StartAsync(
            "dotnet", [typeof(WorkerHost).Assembly.Location, "run"], environment, new Uri(url, ready), Token);
        _workers.Add(worker);
        _lastOutput = () => worker.Output;
        return worker;
    }

    private Dictionary<string, string> WorkerEnvironment()
    {
        var database = new NpgsqlConnectionStringBuilder(ConnectionString) { Host = "127.0.0.1", Port = DatabaseProxy.Url.Port };
        return new Dictionary<string, string>(Environment)
        {
            ["ConnectionStrings__vqldb"] = database.ConnectionString,
            ["ConnectionStrings__elasticsearch"] = EngineProxy.Url.ToString(),
        };
    }
}
