using Npgsql;
using Vql.Tests.Infrastructure;
using Vql.Tests.SyncWorker;

namespace Vql.Tests.Api;

/// <summary>Tests of the staleness of the index, which is the age of the changes that are not indexed yet.</summary>
public sealed class StalenessTests(PostgresServer server) : IAsyncLifetime
{
    private const string Count = "/api/v1/contacts/count/";

    private readonly SearchNodeFixture _node = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _node.InitializeAsync();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Theory]
    [InlineData("2")]
    [InlineData("00:00:02")]
    public async Task Search_WhoseWorkerIsStopped_IsUsedUntilAChange_AndAgainOnceItIsIndexed(string staleness)
    {
        await using var rig = await StreamRig.CreateAsync(server, _node.Url);
        var worker = await rig.StartWorkerProcessAsync();
        await using var stack = await SearchStack.StartAsync(rig, $"--VQL_MAX_STALENESS={staleness}");
        await WaitUntilUpToDateAsync(rig);
        await worker.KillAsync();

        // Without changes, the index is up to date, however old the published position is.
        await StreamRig.WaitUntilAsync(
            () => rig.ReadAsync<bool>("select indexed_at < now() - interval '4 seconds' from sync_state"),
            () => "the position is younger than 4 seconds");
        await StreamRig.WaitUntilAsync(async () => await stack.Api.SourceOfAsync(Count) == "vql", () => "the search is not used");
        Assert.False((await HealthAsync(stack)).GetProperty("stale").GetBoolean());
        Assert.Equal(0, (await HealthAsync(stack)).GetProperty("lag_seconds").GetDouble());

        await RunAsync(rig, "insert into contacts (uuid) values ('unindexed')");
        await StreamRig.WaitUntilAsync(
            async () => await stack.Api.SourceOfAsync(Count) == "index_behind", () => "the search is still used");
        Assert.True((await HealthAsync(stack)).GetProperty("stale").GetBoolean());
        Assert.InRange((await HealthAsync(stack)).GetProperty("lag_seconds").GetDouble(), 2, double.MaxValue);
        Assert.Equal(StreamRig.Contacts + 1, (await stack.Api.GetAsync(Count)).GetProperty("count").GetInt64());

        await rig.StartWorkerAsync();
        await StreamRig.WaitUntilAsync(async () => await stack.Api.SourceOfAsync(Count) == "vql", () => "the search is not used again");
        Assert.Equal(StreamRig.Contacts + 1, (await stack.Api.GetAsync(Count)).GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task Search_WithoutALimit_IsUsedHoweverStaleTheIndexIs()
    {
        await using var rig = await StreamRig.CreateAsync(server, _node.Url);
        var worker = await rig.StartWorkerProcessAsync();
        await using var stack = await SearchStack.StartAsync(rig, "--VQL_MAX_STALENESS=0");
        await WaitUntilUpToDateAsync(rig);
        await worker.KillAsync();
        await RunAsync(
            rig,
            "update sync_state set indexed_at = now() - interval '1 hour'; insert into contacts (uuid) values ('unindexed'); "
            + "notify vql_position");
        await StreamRig.WaitUntilAsync(
            async () => (await HealthAsync(stack)).GetProperty("lag_seconds") is { ValueKind: System.Text.Json.JsonValueKind.Number } lag
                && lag.GetDouble() > 0,
            () => "the lag is not reported");
        Assert.Equal("vql", await stack.Api.SourceOfAsync(Count));
    }

    [Fact]
    public async Task Staleness_ThatIsInvalid_IsRejected()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(
            () => RunningApi.StartAsync("Host=localhost;Database=none", "http://localhost:9", "--VQL_MAX_STALENESS=soon"));
        Assert.Contains("VQL_MAX_STALENESS", error.Message, StringComparison.Ordinal);
    }

    private static async Task<System.Text.Json.JsonElement> HealthAsync(SearchStack stack) =>
        (await stack.Api.GetAsync("/api/v1/health/vql/")).GetProperty("index");

    // PostgreSQL updates its statistics no later than at the end of a session.
    private static async Task RunAsync(StreamRig rig, string sql)
    {
        await using var source = NpgsqlDataSource.Create(rig.ConnectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    private static Task WaitUntilUpToDateAsync(StreamRig rig)
    {
        rig.Source.Clear();
        return StreamRig.WaitUntilAsync(
            () => rig.ReadAsync<bool>("select coalesce(changes = vql_changes(), false) from sync_state"),
            () => "the worker does not report that the index is up to date");
    }
}
