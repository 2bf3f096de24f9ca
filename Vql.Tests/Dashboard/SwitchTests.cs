using Microsoft.AspNetCore.Http;
using Vql.Tests.Api;
using Vql.Tests.Infrastructure;
using Vql.Tests.SyncWorker;

namespace Vql.Tests.Dashboard;

/// <summary>Tests of settings that operators change while two replicas of the API run.</summary>
public sealed class SwitchTests(PostgresServer server) : IAsyncLifetime
{
    private ScriptedStack _stack = null!;
    private RunningDashboard _dashboard = null!;

    public async ValueTask InitializeAsync()
    {
        _stack = await ScriptedStack.StartAsync(server);
        _dashboard = await _stack.StartDashboardAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _stack.DisposeAsync();
    }

    [Theory]
    [InlineData("rollout_percent", "0", "rollout")]
    [InlineData("search", "off", "disabled")]
    [InlineData("circuit", "open", "circuit_open")]
    public async Task Search_SwitchedOffAndOnAgain_IsSoOnAllReplicas_AndAudited(string name, string value, string reason)
    {
        await using var first = await _stack.StartApiAsync();
        await using var second = await _stack.StartApiAsync();
        await WaitForAsync("vql", first, second);

        Assert.Equal("/switches?done=set", await SetAsync(name, value, "60", "The index is being moved"));
        await WaitForAsync(reason, first, second);
        var health = await first.GetAsync("/api/v1/health/vql");
        Assert.Equal(
            (name != "search", name == "rollout_percent" ? 0 : 100),
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
    [InlineData("circuit", "half_open", "60", "why", "value")]
    [InlineData("circuit", "open", "", "why", "end")]
    [InlineData("circuit", "closed", "1441", "why", "end")]
    public async Task Change_ThatIsInvalid_IsRefused(string name, string value, string minutes, string reason, string invalid)
    {
        Assert.Equal($"/switches?invalid={invalid}", await SetAsync(name, value, minutes, reason));
        Assert.Contains("as in the variable", await _dashboard.GetAsync("/switches"), StringComparison.Ordinal);
        Assert.Contains("No operator has acted yet.", await _dashboard.GetAsync("/audit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Circuit_KeptClosed_LetsFailuresThrough_AndOpensAgainAfterItsEnd()
    {
        await using var api = await _stack.StartApiAsync("--CONNECTRA_RETRY_ATTEMPTS=0");
        _stack.Connectra.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        };
        await WaitForAsync("circuit_open", api);

        Assert.Equal("/switches?done=set", await SetAsync("circuit", "closed", "60", "Connectra is being debugged"));
        await WaitForAsync("server_error", api);
        for (var call = 0; call < 20; call++)
        {
            Assert.Equal("server_error", await api.SourceOfAsync(KnownTraffic.List));
        }

        Assert.Equal(
            "closed",
            (await api.GetAsync("/api/v1/health/vql")).GetProperty("connectra_details").GetProperty("circuit").GetString());
        Assert.Contains("circuit = closed", await _dashboard.GetAsync("/"), StringComparison.Ordinal);
        await _stack.RunAsync("update switches set expires_at = now() + interval '1 second'");
        await WaitForAsync("circuit_open", api);
        Assert.DoesNotContain("Connectra is being debugged", await _dashboard.GetAsync("/switches"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Circuit_KeptOpen_IsShownAsTheActOfAnOperator()
    {
        await using var api = await _stack.StartApiAsync();
        await using var dashboard = await _stack.StartDashboardAsync(api);
        await SetAsync("circuit", "open", "15", "The search is being replaced");
        await WaitForAsync("circuit_open", api);
        var health = await api.GetAsync("/api/v1/health/vql");
        Assert.Equal("isolated", health.GetProperty("connectra_details").GetProperty("circuit").GetString());
        Assert.Equal("An operator keeps the circuit breaker open.", health.GetProperty("connectra_error").GetString());
        Assert.Contains("An operator keeps the circuit breaker open.", await dashboard.GetAsync("/"), StringComparison.Ordinal);
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
}
