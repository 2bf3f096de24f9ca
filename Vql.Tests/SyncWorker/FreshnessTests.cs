using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Vql.Storage.Monitoring;
using Vql.SyncWorker.Position;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>Tests of the stored times until commits are searchable.</summary>
public sealed class FreshnessTests(PostgresServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Times_OfCommits_AreStoredByMinute_AlsoAfterAnOutageOfTheDatabase()
    {
        var database = await server.CreateMigratedDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(database);
        var now = TimeProvider.System.GetUtcNow();
        var time = new FakeTimeProvider(new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero));
        var table = new FreshnessTable(source, time);
        var recorder = new FreshnessRecorder(table, time, NullLogger<FreshnessRecorder>.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = recorder.RunAsync(stop.Token);
        await DatabaseAccess.SetAllowedAsync(database, false);
        try
        {
            recorder.Record(time.GetUtcNow() - TimeSpan.FromMilliseconds(100));
            recorder.Record(time.GetUtcNow() - TimeSpan.FromSeconds(50));

            // The clock of the database may be ahead.
            recorder.Record(time.GetUtcNow() + TimeSpan.FromSeconds(1));
            time.Advance(TimeSpan.FromSeconds(15));
        }
        finally
        {
            await DatabaseAccess.SetAllowedAsync(database, true);
            source.Clear();
        }

        await StreamRig.WaitUntilAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return (await table.ReadAsync(MonitoringWindow.All[1], Token)).Any(point => point.Times is not null);
            },
            () => "no time was stored");
        var points = await table.ReadAsync(MonitoringWindow.All[1], Token);
        var times = Assert.Single(points, point => point.Times is not null).Times!;
        Assert.Equal((3, 50_000), (times.Count, times.MaxMs));
        Assert.InRange(times.Percentile(0.5)!.Value, 80, 120);
        Assert.Equal(3, (await table.ReadAsync(MonitoringWindow.Find("30d")!, Token)).Sum(point => point.Times?.Count ?? 0));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }
}
