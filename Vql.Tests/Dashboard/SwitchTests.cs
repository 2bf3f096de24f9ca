using Vql.Tests.Api;
using Vql.Tests.Infrastructure;
using Vql.Tests.SyncWorker;

namespace Vql.Tests.Dashboard;

/// <summary>Tests of settings that operators change while two replicas of the API run.</summary>
public sealed class SwitchTests(PostgresServer server) : IAsyncLifetime
{
    private readonly RecordedRows _rows = new(server);
    private ScriptedConnectra _connectra = null!;
    private RunningDashboard _dashboard = null!;

    public async ValueTask InitializeAsync()
    {
        await _rows.InitializeAsync();
        _connectra = await ScriptedConnectra.StartAsync(_rows.Source);
        _dashboard = await RunningDashboard.StartAsync(_rows.ConnectionString, new Uri("http://127.0.0.1:9"));
    }

    public async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _connectra.DisposeAsync();
        await _rows.DisposeAsync();
    }

    [Theory]
    [InlineData("rollout_percent", "0", "rollout")]
    [InlineData("search", "off", "disabled")]
    public async Task Search_SwitchedOffAndOnAgain_IsSoOnAllReplicas_AndAudited(string name, string value, string reason)
    {
        await using var first = await StartApiAsync();
        await using var second = await StartApiAsync();
        await WaitForAsync("vql", first, second);
        await _dashboard.LogInAsync();

        Assert.Equal("/switches?done=set", await SetAsync(name, value, "60", "The index is being moved"));
        await WaitForAsync(reason, first, second);
        var health = await first.GetAsync("/api/v1/health/vql");
        Assert.Equal(
            (name != "search", name == "search" ? 100 : 0),
            (health.GetProperty("connectra_enabled").GetBoolean(), health.GetProperty("rollout_percent").GetInt32()));
        var page = await _dashboard.GetAsync("/switches");
        Assert.Contains($"<td>{value}</td>", page, StringComparison.Ordinal);
        Assert.Contains("<td>The index is being moved</td>", page, StringComparison.Ordinal);
        Assert.Contains("Switches that change the search", await _dashboard.GetAsync("/"), StringComparison.Ordinal);

        Assert.Equal("/switches?done=reset", await _dashboard.PostAsync("/switches", "/switches/reset", ("name", name)));
        await WaitForAsync("vql", first, second);
        var audit = await _dashboard.GetAsync("/audit");
        Assert.Contains($"<td>set {name}</td>", audit, StringComparison.Ordinal);
        Assert.Contains($"<td>{value} for 60 minutes: The index is being moved</td>", audit, StringComparison.Ordinal);
        Assert.Contains($"<td>reset {name}</td>", audit, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rollout_percent", "101", "60", "why", "value")]
    [InlineData("rollout_percent", "NaN", "60", "why", "value")]
    [InlineData("search", "on", "60", "why", "value")]
    [InlineData("unknown", "1", "60", "why", "value")]
    [InlineData("shadow_percent", "1", "0", "why", "minutes")]
    [InlineData("shadow_percent", "1", "60", " ", "reason")]
    public async Task Change_ThatIsInvalid_IsRefused(string name, string value, string minutes, string reason, string invalid)
    {
        await _dashboard.LogInAsync();
        Assert.Equal($"/switches?invalid={invalid}", await SetAsync(name, value, minutes, reason));
        Assert.Contains("as in the variable", await _dashboard.GetAsync("/switches"), StringComparison.Ordinal);
        Assert.Contains("No operator has acted yet.", await _dashboard.GetAsync("/audit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reader_ChangesNothing()
    {
        await _dashboard.LogInAsync(RunningDashboard.ReaderToken);
        Assert.Contains("Only operators can change switches.", await _dashboard.GetAsync("/switches"), StringComparison.Ordinal);
        Assert.Contains(
            "/denied",
            await _dashboard.PostAsync("/switches", "/switches/set", ("name", "search"), ("value", "off"), ("reason", "why")),
            StringComparison.Ordinal);
    }

    private Task<string> SetAsync(string name, string value, string minutes, string reason) => _dashboard.PostAsync(
        "/switches", "/switches/set", ("name", name), ("value", value), ("minutes", minutes), ("reason", reason));

    private static async Task WaitForAsync(string source, params RunningApi[] replicas)
    {
        foreach (var replica in replicas)
        {
            await StreamRig.WaitUntilAsync(
                async () => await replica.SourceOfAsync(KnownTraffic.List) == source, () => $"a replica does not answer by {source}");
        }
    }

    private Task<RunningApi> StartApiAsync() =>
        RunningApi.StartAsync(_rows.ConnectionString, _connectra.Url, "--VQL_HEDGE_PERCENT=0", "--VQL_SEARCH_TIMEOUT=20");
}
