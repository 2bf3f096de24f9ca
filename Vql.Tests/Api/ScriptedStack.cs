using Vql.Tests.Dashboard;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>The recorded rows and a scripted Connectra, with the APIs and dashboards that a test starts on them.</summary>
internal sealed class ScriptedStack : IAsyncDisposable
{
    private ScriptedStack(RecordedRows rows, ScriptedConnectra connectra) => (Rows, Connectra) = (rows, connectra);

    public RecordedRows Rows { get; }

    public ScriptedConnectra Connectra { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ScriptedStack> StartAsync(PostgresServer server)
    {
        var rows = new RecordedRows(server);
        await rows.InitializeAsync();
        return new ScriptedStack(rows, await ScriptedConnectra.StartAsync(rows.Source));
    }

    /// <summary>Starts an API whose answers depend on the script only: without hedging, and with a generous timeout.</summary>
    public Task<RunningApi> StartApiAsync(params string[] more) =>
        RunningApi.StartAsync(Rows.ConnectionString, Connectra.Url, ["--VQL_HEDGE_PERCENT=0", "--VQL_SEARCH_TIMEOUT=120", .. more]);

    /// <summary>Starts a dashboard, in which an operator is logged in.</summary>
    /// <param name="api">The API. Null for one that does not answer.</param>
    public async Task<RunningDashboard> StartDashboardAsync(RunningApi? api = null)
    {
        var dashboard = await RunningDashboard.StartAsync(
            Rows.ConnectionString, api?.Client.BaseAddress ?? new Uri("http://127.0.0.1:9"));
        await dashboard.LogInAsync();
        return dashboard;
    }

    /// <summary>Sends the known traffic.</summary>
    public Task SendKnownTrafficAsync(RunningApi api) => KnownTraffic.SendAsync(api, Connectra, Rows);

    public async Task RunAsync(string sql)
    {
        await using var command = Rows.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    public async Task<T> ReadAsync<T>(string sql)
    {
        await using var command = Rows.Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Token))!;
    }

    public async ValueTask DisposeAsync()
    {
        await Connectra.DisposeAsync();
        await Rows.DisposeAsync();
    }
}
