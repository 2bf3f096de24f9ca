using System.Diagnostics;
using Vql.EmbeddedPostgres;
using Vql.Testing.Engines;
using Vql.Testing.Files;
using Vql.Testing.Processes;

namespace Vql.Bench.Rigs;

/// <summary>PostgreSQL with companies and contacts, and an empty engine.</summary>
internal sealed class StoreRig : IAsyncDisposable
{
    private const string Database = "postgres";
    private const string Password = "bench";

    private readonly string _folder;
    private readonly PostgresInstance _postgres;
    private EngineProcess? _engine;

    private StoreRig(string folder, PostgresInstance postgres)
    {
        _folder = folder;
        _postgres = postgres;
    }

    /// <summary>The URL of the engine.</summary>
    public Uri Engine => _engine!.Url;

    /// <summary>The connection string of the database.</summary>
    public string ConnectionString => _postgres.ConnectionString(Database);

    /// <summary>The environment variables of a host that uses both stores.</summary>
    public Dictionary<string, string> Environment => new()
    {
        ["ConnectionStrings__vqldb"] = ConnectionString,
        ["ConnectionStrings__elasticsearch"] = Engine.ToString(),
    };

    /// <summary>Starts both stores and loads the data into the database.</summary>
    /// <param name="kind">The engine.</param>
    /// <param name="contacts">The number of contacts.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <param name="engineCores">The CPUs that the engine may use. Null for all.</param>
    public static async Task<StoreRig> StartAsync(
        EngineKind kind, int contacts, CancellationToken cancellationToken, string? engineCores = null)
    {
        // Directory.CreateTempSubdirectory is accessible only to its owner, but PostgreSQL may run as another user.
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"vql-bench-{Guid.NewGuid():N}")).FullName;
        var binaries = await PostgresBinaries.FindOrDownloadAsync(cancellationToken);
        var postgres = new PostgresInstance(binaries, Path.Combine(folder, "postgres"), FreePort.Find(), Password);
        var rig = new StoreRig(folder, postgres);
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

    /// <summary>Runs a command of the worker to completion.</summary>
    /// <exception cref="InvalidOperationException">The command failed. The message contains its output.</exception>
    public async Task<ProgramRun> RunWorkerAsync(IEnumerable<string> command, CancellationToken cancellationToken)
    {
        var name = string.Join(' ', command);
        await Console.Error.WriteLineAsync($"worker: {name}");
        var start = new ProcessStartInfo("dotnet", [HostAssembly.PathOf("Vql.SyncWorker"), .. command]);
        foreach (var (variable, value) in Environment)
        {
            start.Environment[variable] = value;
        }

        var run = await ProgramRun.RunAsync(start, cancellationToken);
        return run.ExitCode == 0 ? run : throw new InvalidOperationException($"{name} failed:\n{run.Output}{run.Error}");
    }

    /// <summary>Kills the engine.</summary>
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
        _engine = await EngineProcess.StartAsync(kind, new EngineSettings(Cores: engineCores), cancellationToken);
        var companies = Path.Combine(Repository.Root, "data", "companies.csv");
        await RunWorkerAsync(["first-load", "--companies", companies, "--contacts", $"{contacts}"], cancellationToken);
    }
}
