using Npgsql;
using Vql.Storage.Monitoring;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage.Monitoring;

/// <summary>Tests of the kept rankings of queries.</summary>
public sealed class QueryRankingTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly MonitoringWindow Month = MonitoringWindow.Find("30d")!;

    private NpgsqlDataSource _source = null!;
    private QueryRanking _ranking = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _source = NpgsqlDataSource.Create(await server.CreateMigratedDatabaseAsync());
        _ranking = new QueryRanking(_source, TimeProvider.System);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    [Fact]
    public async Task Ranking_AfterAReplicaWrote_ContainsItsFigures()
    {
        Assert.Empty(await RankAsync(QueryOrder.Calls));
        await WriteAsync("api:1", Figures("rare", 1, 500), Figures("often", 7, 20));
        Assert.Equal(["often", "rare"], await RankAsync(QueryOrder.Calls));
        Assert.Equal(["rare", "often"], await RankAsync(QueryOrder.Slowest));

        await WriteAsync("api:2", Figures("rare", 9, 10));
        Assert.Equal(["rare", "often"], await RankAsync(QueryOrder.Calls));
        Assert.Equal(["often"], await RankAsync(QueryOrder.Calls, text: "OFTEN"));
        Assert.Empty(await RankAsync(QueryOrder.Calls, entity: "company"));
    }

    [Fact]
    public async Task Ranking_WithoutNewFigures_IsNotComputedAgain()
    {
        await WriteAsync("api:1", Figures("one", 1, 1));
        Assert.Equal(["one"], await RankAsync(QueryOrder.Calls));
        await RunAsync("update monitoring_queries set shape = 'other'");
        Assert.Equal(["one"], await RankAsync(QueryOrder.Calls));
        Assert.Equal(["other"], await RankAsync(QueryOrder.Time));
    }

    [Fact]
    public async Task Ranking_AfterALaterReplicaCommittedFirst_ContainsBoth()
    {
        await using var connection = await _source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using (var insert = new NpgsqlCommand(
            """
            insert into monitoring_replicas (minutes, started_at, replica, circuit, dropped)
            values (60, date_trunc('hour', now(), 'UTC'), 'api:1', 'closed', 0);
            insert into monitoring_queries
                (day, shape, entity, operation, query, calls, fallbacks, errors, zero_hits, rows, total_ms, max_ms, example, latencies)
            values ((now() at time zone 'UTC')::date, 'early', 'contact', 'list', '{}', 1, 0, 0, 0, 1, 1, 1, '{}', '{1}')
            """,
            connection))
        {
            await insert.ExecuteNonQueryAsync(Token);
        }

        await WriteAsync("api:2", Figures("late", 2, 1));
        Assert.Equal(["late"], await RankAsync(QueryOrder.Calls));
        await transaction.CommitAsync(Token);
        Assert.Equal(["late", "early"], await RankAsync(QueryOrder.Calls));
    }

    [Fact]
    public async Task Ranking_AfterAFailedOne_IsComputedAgain()
    {
        await WriteAsync("api:1", Figures("one", 1, 1));
        await RunAsync("alter table monitoring_queries rename to away");
        await Assert.ThrowsAsync<PostgresException>(() => RankAsync(QueryOrder.Calls));
        await RunAsync("alter table away rename to monitoring_queries");
        Assert.Equal(["one"], await RankAsync(QueryOrder.Calls));
    }

    private static QueryFigures Figures(string shape, long calls, double maxMs) => new(
        shape, "contact", "list", $$"""{"where":"{{shape}}"}""", calls, 0, 0, 0, 25, 0, maxMs * calls, maxMs, "{}", [(int)calls]);

    private Task<IReadOnlyList<string>> RankAsync(QueryOrder order, string? entity = null, string? text = null) =>
        _ranking.ReadAsync(Month, order, entity, text, Token);

    private Task WriteAsync(string replica, params QueryFigures[] figures) => new MonitoringWriter(_source).WriteAsync(
        new MonitoringBatch(TimeProvider.System.GetUtcNow(), replica, "closed", 0, [], figures, [], []), Token);

    private async Task RunAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }
}
