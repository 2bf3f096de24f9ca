using Vql.Bench.Rigs;
using Vql.EmbeddedPostgres;
using Vql.Testing.Engines;
using Vql.Testing.Files;
using Vql.Testing.Processes;

namespace Vql.Bench.Telemetry;

/// <summary>The stores, and a Connectra and an API for each telemetry configuration.</summary>
internal sealed class TelemetryRig : IAsyncDisposable
{
    private readonly ConnectraRig _search;
    private readonly OtlpReceiver _receiver;
    private readonly List<IAsyncDisposable> _processes = [];
    private readonly List<(string Name, ApiProcess Api)> _apis = [];

    private TelemetryRig(ConnectraRig search, OtlpReceiver receiver)
    {
        _search = search;
        _receiver = receiver;
    }

    public string ConnectionString => _search.ConnectionString;

    public long ExportedBytes => _receiver.Bytes;

    /// <summary>The APIs by telemetry configuration: none, 10 % of the traces, and all traces.</summary>
    public IReadOnlyList<(string Name, ApiProcess Api)> Apis => _apis;

    public static async Task<TelemetryRig> StartAsync(EngineKind kind, int contacts, CancellationToken cancellationToken)
    {
        var search = await ConnectraRig.StartAsync(kind, contacts, engineCores: null, cancellationToken);
        var rig = new TelemetryRig(search, await OtlpReceiver.StartAsync(cancellationToken));
        try
        {
            await rig.AddAsync("none", [], cancellationToken);
            await rig.AddAsync("sampled_10", rig._receiver.VariablesFor("0.1"), cancellationToken);
            await rig.AddAsync("all", rig._receiver.VariablesFor("1"), cancellationToken);
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
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        await _receiver.DisposeAsync();
        await _search.DisposeAsync();
    }

    private async Task AddAsync(string name, Dictionary<string, string> telemetry, CancellationToken cancellationToken)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        var environment = new Dictionary<string, string>(telemetry)
        {
            ["ConnectionStrings__vqldb"] = ConnectionString,
            ["ConnectionStrings__elasticsearch"] = _search.Engine.ToString(),
            ["ASPNETCORE_URLS"] = address.ToString(),
            ["API_KEY"] = _search.ConnectraKey,
        };
        _processes.Add(await ServerProcess.StartAsync(
            "dotnet", [HostAssembly.PathOf("Vql.Connectra")], environment, new Uri(address, "ready"), cancellationToken));
        var api = await ApiProcess.StartAsync(
            ConnectionString,
            new Dictionary<string, string>(telemetry)
            {
                ["CONNECTRA_ENABLED"] = "true",
                ["CONNECTRA_BASE_URL"] = address.ToString(),
                ["CONNECTRA_API_KEY"] = _search.ConnectraKey,
            },
            cancellationToken);
        _processes.Add(api);
        _apis.Add((name, api));
    }
}
