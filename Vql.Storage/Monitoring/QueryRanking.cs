using Npgsql;
using NpgsqlTypes;
using Vql.Storage.Sql;

namespace Vql.Storage.Monitoring;

/// <summary>The orders of query shapes. Each order is descending.</summary>
public enum QueryOrder
{
    /// <summary>By the number of calls.</summary>
    Calls,

    /// <summary>By the duration of all calls.</summary>
    Time,

    /// <summary>By the duration of the slowest call.</summary>
    Slowest,

    /// <summary>By the number of answers without rows.</summary>
    ZeroHits,

    /// <summary>By the number of calls that PostgreSQL answered.</summary>
    Fallbacks,

    /// <summary>By the number of calls that continued a list.</summary>
    Continued,
}

/// <summary>
/// Ranks query shapes by the sums over the days of a window. A page reads them every two seconds, but they change only when a replica
/// writes its figures, which each does once a minute. Rankings are therefore kept until then.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="time">The clock.</param>
public sealed class QueryRanking(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>The number of shapes of a ranking.</summary>
    public const int MaxShapes = 5000;

    // A ranking needs up to 0.4 MB.
    private const int MaxKept = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<Key, Task<string[]>> _rankings = [];
    private string _version = "";

    /// <summary>Returns the first shapes in an order. Figures are stored by day, so that the first day is counted completely.</summary>
    /// <param name="window">The window.</param>
    /// <param name="order">The order.</param>
    /// <param name="entity"><c>contact</c> or <c>company</c>. Null for both.</param>
    /// <param name="text">A text that the query contains. Null for all queries.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<IReadOnlyList<string>> ReadAsync(
        MonitoringWindow window, QueryOrder order, string? entity, string? text, CancellationToken cancellationToken)
    {
        var version = await ReadVersionAsync(cancellationToken);
        var key = new Key(FirstDay(window), order, entity, text?.ToLowerInvariant());
        return await Keep(key, version).WaitAsync(cancellationToken);
    }

    /// <summary>Returns the first day of a window.</summary>
    internal DateOnly FirstDay(MonitoringWindow window) => DateOnly.FromDateTime((time.GetUtcNow() - window.Length).UtcDateTime);

    // A ranking of a newer version than the one that was read is kept under the older one, which only shortens its life. Simultaneous
    // readers share a ranking, so that it does not end with the request of one of them. A failed one is not kept.
    private Task<string[]> Keep(Key key, string version)
    {
        lock (_lock)
        {
            if (_version != version || _rankings.Count >= MaxKept)
            {
                _rankings.Clear();
                _version = version;
            }

            if (!_rankings.TryGetValue(key, out var ranking) || ranking.IsFaulted || ranking.IsCanceled)
            {
                ranking = Task.Run(() => RankAsync(key, CancellationToken.None), CancellationToken.None);
                _rankings[key] = ranking;
            }

            return ranking;
        }
    }

    // All replicas write the time together with their figures. The latest time alone would miss a transaction that ends after a later one.
    private async Task<string> ReadVersionAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select coalesce(string_agg(replica || ' ' || written_at, ',' order by started_at, replica), '')
            from monitoring_replicas where minutes = 60 and started_at >= $1
            """);
        command.Parameters.Add(new NpgsqlParameter<DateTime>
        {
            TypedValue = time.GetUtcNow().AddHours(-2).UtcDateTime,
            NpgsqlDbType = NpgsqlDbType.TimestampTz,
        });
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    // Queries without values are ASCII in lowercase, which the collation C compares several times as fast. The state of a sum of doubles
    // needs no allocation, unlike that of bigint.
    private async Task<string[]> RankAsync(Key key, CancellationToken cancellationToken)
    {
        await using var sum = await LargeSum.OpenAsync(
            source,
            $"""
            select shape from monitoring_queries
            where day >= $1 and ($2 is null or entity = $2) and ($3 is null or query collate "C" like $3)
            group by shape order by {SumOf(key.Order)} desc, shape limit {MaxShapes}
            """,
            cancellationToken);
        sum.Command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = key.FirstDay });
        sum.Command.Parameters.Add(Text(key.Entity));
        sum.Command.Parameters.Add(Text(key.Text is null ? null : LikePattern.OfPart(key.Text)));
        var shapes = new List<string>();
        await using var reader = await sum.Command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            shapes.Add(reader.GetString(0));
        }

        return [.. shapes];
    }

    private static string SumOf(QueryOrder order) => order switch
    {
        QueryOrder.Calls => "sum(calls::double precision)",
        QueryOrder.Time => "sum(total_ms)",
        QueryOrder.Slowest => "max(max_ms)",
        QueryOrder.ZeroHits => "sum(zero_hits::double precision)",
        QueryOrder.Continued => "sum(continued::double precision)",
        _ => "sum(fallbacks::double precision)",
    };

    private static NpgsqlParameter Text(string? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private readonly record struct Key(DateOnly FirstDay, QueryOrder Order, string? Entity, string? Text);
}
