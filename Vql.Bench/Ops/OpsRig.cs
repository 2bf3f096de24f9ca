using Vql.Bench.Rigs;
using Vql.EmbeddedPostgres;
using Vql.Testing.Engines;
using Vql.Testing.Files;
using Vql.Testing.Processes;

namespace Vql.Bench.Ops;

/// <summary>The search, an API with figures and two without them, and the dashboard.</summary>
internal sealed class OpsRig : IAsyncDisposable
{
    /// <summary>The name of the API that records figures.</summary>
    public const string On = "on";

    private const string Token = "token-of-the-benchmark";

    private readonly ConnectraRig _search;
    private readonly List<(string Name, ApiProcess Api)> _apis = [];
    private ServerProcess? _dashboard;

    private OpsRig(ConnectraRig search) => _search = search;

    public string ConnectionString => _search.ConnectionString;

    /// <summary>The APIs: without figures, with them, and again without them, which shows the noise of the comparison.</summary>
    public IReadOnlyList<(string Name, ApiProcess Api)> Apis => _apis;

    /// <summary>A client of the dashboard, in which an operator is logged in.</summary>
    public HttpClient Dashboard { get; private set; } = null!;

    /// <summary>The working set of the dashboard, in bytes.</summary>
    public long DashboardMemory => _dashboard!.Memory;

    public static async Task<OpsRig> StartAsync(EngineKind kind, int contacts, CancellationToken cancellationToken)
    {
        var rig = new OpsRig(await ConnectraRig.StartAsync(kind, contacts, engineCores: null, cancellationToken));
        try
        {
            await rig.AddAsync("off", "false", cancellationToken);
            await rig.AddAsync(On, "true", cancellationToken);
            await rig.AddAsync("again", "false", cancellationToken);
            await rig.StartDashboardAsync(cancellationToken);
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
        Dashboard?.Dispose();
        if (_dashboard is not null)
        {
            await _dashboard.DisposeAsync();
        }

        foreach (var (_, api) in _apis)
        {
            await api.DisposeAsync();
        }

        await _search.DisposeAsync();
    }

    private async Task AddAsync(string name, string monitoring, CancellationToken cancellationToken) => _apis.Add((
        name,
        await ApiProcess.StartAsync(
            ConnectionString,
            new Dictionary<string, string>
            {
                ["CONNECTRA_ENABLED"] = "true",
                ["CONNECTRA_BASE_URL"] = _search.Connectra.ToString(),
                ["CONNECTRA_API_KEY"] = _search.ConnectraKey,
                ["VQL_MONITORING"] = monitoring,
            },
            cancellationToken)));

    private async Task StartDashboardAsync(CancellationToken cancellationToken)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        var api = _apis.Single(one => one.Name == On).Api;
        _dashboard = await ServerProcess.StartAsync(
            "dotnet", [HostAssembly.PathOf("Vql.Dashboard")],
            new Dictionary<string, string>
            {
                ["ConnectionStrings__vqldb"] = ConnectionString,
                ["ASPNETCORE_URLS"] = address.ToString(),
                ["DASHBOARD_OPERATOR_TOKEN"] = Token,
                ["DASHBOARD_API_URL"] = api.Address.ToString(),
                ["DASHBOARD_API_KEY"] = api.Key,
            },
            new Uri(address, "alive"), cancellationToken);
        Dashboard = new HttpClient { BaseAddress = address };
        using var login = await Dashboard.GetAsync(new Uri($"login/token?t={Token}", UriKind.Relative), cancellationToken);
        login.EnsureSuccessStatusCode();
    }
}
