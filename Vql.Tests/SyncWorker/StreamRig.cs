using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Vql.AppHost.Postgres;
using Vql.Storage.Postgres;
using Vql.SyncWorker;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>A database, an engine, lines to both that can be cut, and workers that follow the log between them.</summary>
internal sealed class StreamRig : IAsyncDisposable
{
    public const int Companies = 40;
    public const int Contacts = 800;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Uri _engine;
    private readonly string _connectionString;
    private readonly List<ServerProcess> _workers = [];

    private StreamRig(Uri engine, string connectionString)
    {
        _engine = engine;
        _connectionString = connectionString;
        Source = NpgsqlDataSource.Create(connectionString);
        DatabaseLine = new CuttableLine(new UriBuilder("tcp", "127.0.0.1", new NpgsqlConnectionStringBuilder(connectionString).Port).Uri);
        EngineLine = new CuttableLine(engine);
        Engine = new HttpClient { BaseAddress = engine };
    }

    public NpgsqlDataSource Source { get; }

    public HttpClient Engine { get; }

    /// <summary>Between the workers and the database.</summary>
    public CuttableLine DatabaseLine { get; }

    /// <summary>Between the workers and the engine.</summary>
    public CuttableLine EngineLine { get; }

    /// <summary>Variables that workers are started with.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string LastOutput => _workers.Count > 0 ? _workers[^1].Output : "";

    public static async Task<StreamRig> CreateAsync(PostgresServer server, Uri engine)
    {
        var rig = new StreamRig(engine, await server.CreateDatabaseAsync());
        await Migrator.MigrateAsync(rig.Source, Token);
        await rig.RunAsync($"""
            insert into companies (uuid, name, employees_count, keywords)
            select 'company-' || n, 'Company ' || n, n, array['a', 'b' || n] from generate_series(1, {Companies}) n;
            insert into contacts (uuid, first_name, title, company_id, seniority)
            select 'contact-' || n, 'First ' || n, 'Engineer', 'company-' || (n % {Companies} + 1), 'vp' from generate_series(1, {Contacts}) n;
            """);
        return rig;
    }

    public static async Task WaitUntilAsync(Func<Task<bool>> condition, Func<string> failure)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Patience);
        while (!await condition())
        {
            Assert.False(limit.IsCancellationRequested, failure());
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        }
    }

    /// <summary>Starts a worker and waits until it follows the log.</summary>
    public Task<ServerProcess> StartWorkerAsync() => BeginWorkerAsync("health");

    /// <summary>Starts a worker that only has to live.</summary>
    public Task<ServerProcess> StartStandbyAsync() => BeginWorkerAsync("alive");

    /// <summary>Waits until everything that is committed now can be found.</summary>
    public async Task WaitUntilFoundAsync()
    {
        var wanted = await ReadAsync<NpgsqlLogSequenceNumber>("select pg_current_wal_insert_lsn()");
        await WaitUntilAsync(
            async () =>
            {
                await RunAsync("select pg_notify('vql_wake', '')");
                return await ReadAsync<object?>("select indexed_lsn from sync_state") is NpgsqlLogSequenceNumber indexed && indexed >= wanted;
            },
            () => $"the index did not reach {wanted}: {LastOutput}");
    }

    /// <summary>Compares both stores.</summary>
    public async Task AssertEqualAsync()
    {
        var verified = await CommandAsync("verify-sync", "--json");
        Assert.True(verified.ExitCode == 0, $"{verified.Output}\n{verified.Error}\n{LastOutput}");
    }

    public Task<WorkerProcess> CommandAsync(params string[] arguments) => WorkerProcess.RunAsync(_connectionString, _engine, arguments);

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

    /// <summary>A contact's document; null when there is none.</summary>
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

        await EngineLine.DisposeAsync();
        await DatabaseLine.DisposeAsync();
        await DropSlotAsync();
        await Source.DisposeAsync();
        Engine.Dispose();
    }

    /// <summary>Takes the slot away, once nobody streams from it any more.</summary>
    public Task DropSlotAsync() => WaitUntilAsync(
        async () =>
        {
            await RunAsync("select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = current_database() and not active");
            return await ReadAsync<bool>("select not exists (select from pg_replication_slots where database = current_database())");
        },
        () => "the slot cannot be dropped");

    private async Task<ServerProcess> BeginWorkerAsync(string ready)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Find().ToString(CultureInfo.InvariantCulture)}/");
        var environment = new Dictionary<string, string>(Environment)
        {
            ["ConnectionStrings__vqldb"] = new NpgsqlConnectionStringBuilder(_connectionString) { Host = "127.0.0.1", Port = DatabaseLine.Url.Port }.ConnectionString,
            ["ConnectionStrings__elasticsearch"] = EngineLine.Url.ToString(),
            ["ASPNETCORE_URLS"] = url.ToString(),
        };
        var worker = await ServerProcess.StartAsync(
            "dotnet", [typeof(WorkerHost).Assembly.Location, "run"], environment, new Uri(url, ready), Patience, Token);
        _workers.Add(worker);
        return worker;
    }
}
