using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Vql.Storage.Monitoring;
using Vql.Storage.Postgres;
using Vql.Tests.Infrastructure;
using Vql.Tests.Storage.Postgres;

namespace Vql.Tests.Storage.Monitoring;

/// <summary>Tests the upgrade of a database that contains figures of minutes and hours only.</summary>
public sealed class FigureMigrationTests(PostgresServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migration_OfFiguresOfMinutes_KeepsThoseOfTheLastDay()
    {
        await using var source = NpgsqlDataSource.Create(await server.CreateMigratedDatabaseAsync());
        await MigratedRows.ExecuteAsync(source, "delete from schema_versions where scriptname similar to '%.012[1-3]_%'");
        await MigratedRows.ExecuteAsync(
            source,
            """
            insert into monitoring_figures
                (minutes, started_at, replica, entity, operation, source, reason, calls, zero_hits, latencies)
            select 1, date_trunc('minute', now()) - n * interval '30 minutes', replica, 'contact', 'list', 'search', '', 3, 1,
                case when n % 2 = 0 then array[1, 2] else array[0, 0, 3] end
            from generate_series(1, 60) n, unnest(array['api:1', 'api:2']) replica;
            insert into monitoring_replicas (minutes, started_at, replica, circuit, dropped)
            select 1, date_trunc('minute', now()) - n * interval '30 minutes', 'api:1', 'closed', 2 from generate_series(1, 60) n;
            insert into monitoring_freshness (minutes, started_at, latencies, max_ms)
            select 1, date_trunc('minute', now()) - n * interval '30 minutes', array[0, 4], 10 + n from generate_series(1, 60) n
            """);

        Assert.Equal(3, await Migrator.MigrateAsync(source, Token));

        // 48 half hours are within the window. The oldest one leaves it if a step begins between the insert and this time.
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var day = MonitoringWindow.Find("24h")!;
        var series = await new MonitoringReader(source, time).ReadAsync(day, null, null, Token);
        Assert.InRange(series.Total.Calls, 47 * 6, 48 * 6);
        Assert.Equal(series.Total.Calls, 3 * series.Total.ZeroHits);
        Assert.Equal(2 * series.Total.Calls / 6, series.Dropped);
        var points = await new FreshnessTable(source, time).ReadAsync(day, Token);
        Assert.Equal(4 * series.Total.Calls / 6, points.Sum(point => point.Times?.Count ?? 0));
        Assert.Equal(58.0, points.Max(point => point.Times?.MaxMs ?? 0), 1.0);
    }
}
