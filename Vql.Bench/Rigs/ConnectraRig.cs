using Vql.EmbeddedPostgres;
using Vql.Testing.Engines;
using Vql.Testing.Files;
using Vql.Testing.Processes;

namespace Vql.Bench.Rigs;

/// <summary>Both stores, in sync, and Connectra, each as a separate process.</summary>
internal sealed class ConnectraRig : IAsyncDisposable
{
    private readonly StoreRig _stores;
    private ServerProcess? _connectra;

    private ConnectraRig(StoreRig stores, int contacts)
    {
        _stores = stores;
        Contacts = contacts;
    }

    public int Contacts { get; }

    public Uri Engine => _stores.Engine;

    public Uri Connectra { get; } = new($"http://127.0.0.1:{FreePort.Find()}/");

    public string ConnectraKey { get; } = Guid.NewGuid().ToString("N");

    public string ConnectionString => _stores.ConnectionString;

    /// <summary>The total CPU time of Connectra.</summary>
    public TimeSpan ConnectraTime => _connectra!.ProcessorTime;

    public long ConnectraMemory => _connectra!.Memory;

    public static async Task<ConnectraRig> StartAsync(
        EngineKind kind, int contacts, string? engineCores, CancellationToken cancellationToken)
    {
        var rig = new ConnectraRig(await StoreRig.StartAsync(kind, contacts, cancellationToken, engineCores), contacts);
        try
        {
            await rig.StartAsync(cancellationToken);
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills Connectra.</summary>
    public Task KillConnectraAsync() => _connectra!.KillAsync();

    /// <summary>Suspends Connectra.</summary>
    public Task SuspendConnectraAsync() => _connectra!.SuspendAsync();

    /// <summary>Kills the engine.</summary>
    public Task KillEngineAsync() => _stores.KillEngineAsync();

    /// <summary>Restarts Connectra at the same URL.</summary>
    public async Task RestartConnectraAsync(CancellationToken cancellationToken)
    {
        await _connectra!.DisposeAsync();
        await StartConnectraAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connectra is not null)
        {
            await _connectra.DisposeAsync();
        }

        await _stores.DisposeAsync();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await _stores.RunWorkerAsync(["sync-companies"], cancellationToken);
        await _stores.RunWorkerAsync(["sync-contacts"], cancellationToken);
        await StartConnectraAsync(cancellationToken);
    }

    private async Task StartConnectraAsync(CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync("starting Connectra");
        var environment = _stores.Environment;
        environment["ASPNETCORE_URLS"] = Connectra.ToString();
        environment["API_KEY"] = ConnectraKey;
        _connectra = await ServerProcess.StartAsync(
            "dotnet", [HostAssembly.PathOf("Vql.Connectra")], environment, new Uri(Connectra, "ready"), cancellationToken);
    }
}
