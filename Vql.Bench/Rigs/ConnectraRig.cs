using Vql.AppHost.Postgres;

namespace Vql.Bench.Rigs;

/// <summary>PostgreSQL with companies and contacts, an engine that holds them, and Connectra on top, each a process of its own.</summary>
internal sealed class ConnectraRig : IAsyncDisposable
{
    private const string Database = "postgres";
    private const string Password = "bench";

    private readonly string _folder;
    private readonly PostgresInstance _postgres;
    private readonly List<BenchProcess> _processes = [];

    private ConnectraRig(string folder, PostgresInstance postgres, int contacts)
    {
        _folder = folder;
        _postgres = postgres;
        Contacts = contacts;
    }

    public int Contacts { get; }

    public Uri Engine { get; private set; } = null!;

    public Uri Connectra { get; private set; } = null!;

    public string ConnectraKey { get; } = Guid.NewGuid().ToString("N");

    public long ConnectraMemory => _processes[^1].Memory;

    public static async Task<ConnectraRig> StartAsync(EngineKind kind, int contacts, CancellationToken cancellationToken)
    {
        // Not the temporary folder that only its owner may enter: PostgreSQL may run as another user.
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"vql-bench-{Guid.NewGuid():N}")).FullName;
        var rig = new ConnectraRig(
            folder, new PostgresInstance(await PostgresBinaries.FindOrFetchAsync(cancellationToken), Path.Combine(folder, "postgres"), FreePort.Find(), Password), contacts);
        try
        {
            await rig.StartAsync(kind, cancellationToken);
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        for (var index = _processes.Count - 1; index >= 0; index--)
        {
            await _processes[index].DisposeAsync();
        }

        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync(EngineKind kind, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync("starting PostgreSQL and the engine");
        await _postgres.InitializeAsync(cancellationToken);
        await _postgres.StartAsync(["shared_buffers=512MB", "fsync=off"], cancellationToken);
        var port = FreePort.Find();
        Engine = new Uri($"http://127.0.0.1:{port}/");
        _processes.Add(await Engines.StartAsync(kind, port, Path.Combine(_folder, "search"), cancellationToken));

        var environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__vqldb"] = _postgres.ConnectionString(Database),
            ["ConnectionStrings__elasticsearch"] = Engine.ToString(),
        };
        await LoadAsync(environment, cancellationToken);

        await Console.Error.WriteLineAsync("starting Connectra");
        Connectra = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        environment["ASPNETCORE_URLS"] = Connectra.ToString();
        environment["API_KEY"] = ConnectraKey;
        _processes.Add(await BenchProcess.StartAsync(
            "dotnet", [Assembly("Vql.Connectra")], environment, new Uri(Connectra, "ready"), cancellationToken));
    }

    private async Task LoadAsync(Dictionary<string, string> environment, CancellationToken cancellationToken)
    {
        string[][] commands =
        [
            ["first-load", "--companies", Path.Combine(Repository(), "data", "companies.csv"), "--contacts", $"{Contacts}"],
            ["sync-companies"],
            ["sync-contacts"],
        ];
        foreach (var command in commands)
        {
            await Console.Error.WriteLineAsync($"loading: {command[0]}");
            await BenchProcess.RunAsync("dotnet", [Assembly("Vql.SyncWorker"), .. command], environment, cancellationToken);
        }
    }

    private static string Assembly(string name) => Path.Combine(AppContext.BaseDirectory, $"{name}.dll");

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
