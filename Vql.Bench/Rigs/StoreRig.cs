using Vql.EmbeddedPostgres;

namespace Vql.Bench.Rigs;

/// <summary>PostgreSQL with the companies and so many contacts, and an empty engine beside it.</summary>
internal sealed class StoreRig : IAsyncDisposable
{
    private const string Database = "postgres";
    private const string Password = "bench";

    private readonly string _folder;
    private readonly PostgresInstance _postgres;
    private BenchProcess? _engine;

    private StoreRig(string folder, PostgresInstance postgres)
    {
        _folder = folder;
        _postgres = postgres;
    }

    public Uri Engine { get; private set; } = null!;

    /// <summary>How to connect to the database.</summary>
    public string ConnectionString => _postgres.ConnectionString(Database);

    /// <summary>What a host of ours needs to find both.</summary>
    public Dictionary<string, string> Environment => new()
    {
        ["ConnectionStrings__vqldb"] = ConnectionString,
        ["ConnectionStrings__elasticsearch"] = Engine.ToString(),
    };

    /// <summary>Starts both and fills the database.</summary>
    /// <param name="kind">The engine.</param>
    /// <param name="contacts">How many contacts.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <param name="engineCores">The cores that the engine may use; null for all.</param>
    public static async Task<StoreRig> StartAsync(EngineKind kind, int contacts, CancellationToken cancellationToken, string? engineCores = null)
    {
        // Not the temporary folder that only its owner may enter: PostgreSQL may run as another user.
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"vql-bench-{Guid.NewGuid():N}")).FullName;
        var rig = new StoreRig(
            folder, new PostgresInstance(await PostgresBinaries.FindOrDownloadAsync(cancellationToken), Path.Combine(folder, "postgres"), FreePort.Find(), Password));
        try
        {
            await rig.StartStoresAsync(kind, contacts, engineCores, cancellationToken);
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command of the worker to its end.</summary>
    public async Task<BenchRun> RunWorkerAsync(IEnumerable<string> command, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync($"worker: {string.Join(' ', command)}");
        return await BenchProcess.RunAsync("dotnet", [Assembly("Vql.SyncWorker"), .. command], Environment, cancellationToken);
    }

    /// <summary>Where a host of ours is built to.</summary>
    public static string Assembly(string name) => Path.Combine(AppContext.BaseDirectory, $"{name}.dll");

    /// <summary>Ends the engine as a crash does.</summary>
    public Task KillEngineAsync() => _engine!.KillAsync();

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartStoresAsync(EngineKind kind, int contacts, string? engineCores, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync("starting PostgreSQL and the engine");
        await _postgres.InitializeAsync(cancellationToken);
        await _postgres.StartAsync(["shared_buffers=512MB", "fsync=off", "max_connections=300"], cancellationToken);
        var port = FreePort.Find();
        Engine = new Uri($"http://127.0.0.1:{port}/");
        _engine = await Engines.StartAsync(kind, port, Path.Combine(_folder, "search"), engineCores, cancellationToken);
        await RunWorkerAsync(
            ["first-load", "--companies", Path.Combine(Repository(), "data", "companies.csv"), "--contacts", $"{contacts}"], cancellationToken);
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Vql.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the benchmarks run outside their repository");
        }

        return folder;
    }
}
