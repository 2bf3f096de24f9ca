using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Vql.Storage.Monitoring;
using Vql.SyncWorker.Commands;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>Tests of the command <c>watch</c>, whose output is not a terminal here.</summary>
public sealed class WatchTests(PostgresServer server)
{
    // The command does not use the search.
    private static readonly Uri NoSearch = new("http://127.0.0.1:1");

    [Fact]
    public async Task Watch_OfASystemThatHasNeverRun_HasNoData()
    {
        var database = await server.CreateMigratedDatabaseAsync();
        var text = await WorkerCommand.RunAsync(database, NoSearch, "watch");
        Assert.Equal(0, text.ExitCode);
        Assert.Contains("No data  Answers: There are no figures of the last 5 minutes.", text.Output, StringComparison.Ordinal);
        Assert.Contains("Next step: Start the worker", text.Output, StringComparison.Ordinal);
        Assert.Contains("Healthy  Dead letters:", text.Output, StringComparison.Ordinal);

        var json = (await WorkerCommand.RunAsync(database, NoSearch, "watch", "--json")).Json;
        Assert.Equal(
            ("No data", JsonValueKind.Null), (json.GetProperty("state").GetString(), json.GetProperty("calls").ValueKind));
    }

    [Fact]
    public async Task Watch_OfFailures_ShowsThemAndHasTheirExitCode()
    {
        var database = await server.CreateMigratedDatabaseAsync();
        await using (var source = NpgsqlDataSource.Create(database))
        {
            await WriteAsync(source, "search", "", 80);
            await WriteAsync(source, "database", "timeout", 15);
            await WriteAsync(source, "error", "", 5);
        }

        var once = await WorkerCommand.RunAsync(database, NoSearch, "watch", "--once", "--json");
        Assert.Equal((1, "Failing"), (once.ExitCode, once.Json.GetProperty("state").GetString()));
        var answers = once.Json.GetProperty("checks").EnumerateArray().First(check => check.GetProperty("name").GetString() == "Answers");
        Assert.Equal(
            ("Failing", "timeout: 15"), (answers.GetProperty("state").GetString(), answers.GetProperty("cause").GetString()));
        var calls = once.Json.GetProperty("calls");
        Assert.Equal((80, 15, 5), (Calls("search"), Calls("database"), Calls("error")));
        Assert.InRange(calls.GetProperty("search").GetProperty("p95_ms").GetDouble(), 0.8, 1.2);

        int Calls(string source) => calls.GetProperty(source).GetProperty("calls").GetInt32();
    }

    [Fact]
    public async Task Watch_WhilePostgresIsAway_ShowsTheLastState_RetriesWithABackOff_AndRecovers()
    {
        var time = new FakeTimeProvider();
        var healthy = new Watched([new Check("Slot", CheckState.Healthy, "fine")], Empty);
        var warning = new Watched([new Check("Slot", CheckState.Warning, "retains WAL")], Empty);
        var isAway = true;
        var reads = new ConcurrentQueue<DateTimeOffset>();
        var shown = new ConcurrentQueue<(Watched State, string? Fault)>();
        var loop = new WatchLoop(
            _ =>
            {
                reads.Enqueue(time.GetUtcNow());
                return isAway ? throw new NpgsqlException("Connection refused") : Task.FromResult(warning);
            },
            (state, fault) => shown.Enqueue((state, fault)), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var watching = loop.RunAsync(healthy, stop.Token);
        await AdvanceUntilAsync("retrying in 30 s");
        Assert.Matches("^PostgreSQL is unavailable since 00:00:.. UTC; retrying in 2 s: Connection refused$", shown.First().Fault);
        Assert.All(shown, one => Assert.Equal(healthy, one.State));
        Assert.True(reads.Last() - reads.ElementAt(reads.Count - 2) >= TimeSpan.FromSeconds(8));

        isAway = false;
        await AdvanceUntilAsync(null);
        Assert.Equal(warning, shown.Last().State);
        isAway = true;
        await AdvanceUntilAsync("retrying in 2 s");
        await stop.CancelAsync();
        Assert.Equal((warning, false), await watching);

        Task AdvanceUntilAsync(string? fault) => StreamRig.WaitUntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(shown.TryPeek(out _) && (fault is null
                    ? shown.Last().Fault is null : shown.Last().Fault?.Contains(fault, StringComparison.Ordinal) == true));
            },
            () => $"not shown: {fault}");
    }

    private static MonitoringSeries Empty { get; } = new(MonitoringWindow.All[0], [], new OutcomeTally(), null, 0);

    // Each call takes a millisecond.
    private static async Task WriteAsync(NpgsqlDataSource source, string engine, string reason, int calls)
    {
        var latencies = new int[LatencyBuckets.Count];
        latencies[LatencyBuckets.IndexOf(TimeSpan.FromMilliseconds(1))] = calls;
        await using var command = source.CreateCommand("""
            with minute as (select date_trunc('minute', now()) - interval '1 minute' as at), replica as (
                insert into monitoring_replicas (minutes, started_at, replica, circuit, dropped)
                select 1, at, 'api:1', 'closed', 0 from minute on conflict do nothing)
            insert into monitoring_figures
            select 1, at, 'api:1', 'contact', 'list', $1, $2, $3, 0, $4 from minute
            """);
        command.Parameters.Add(new() { Value = engine });
        command.Parameters.Add(new() { Value = reason });
        command.Parameters.Add(new() { Value = (long)calls });
        command.Parameters.Add(new() { Value = latencies });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
