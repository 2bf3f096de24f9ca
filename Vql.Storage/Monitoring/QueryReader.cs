using Npgsql;
using NpgsqlTypes;

namespace Vql.Storage.Monitoring;

/// <summary>A query shape, summed over the days of a window.</summary>
/// <param name="Figures">The figures.</param>
/// <param name="FirstAt">The time of the first figures.</param>
/// <param name="LastAt">The time of the last figures.</param>
public sealed record QuerySummary(QueryFigures Figures, DateTimeOffset FirstAt, DateTimeOffset LastAt)
{
    /// <summary>The mean duration in milliseconds.</summary>
    public double MeanMs => Figures.TotalMs / Figures.Calls;

    /// <summary>Returns a percentile of the durations in milliseconds.</summary>
    public double? Percentile(double share) =>
        LatencyBuckets.Percentile([.. Figures.Latencies.Select(count => (long)count)], share);
}

/// <summary>Reads the figures of query shapes.</summary>
/// <param name="source">The database.</param>
/// <param name="ranking">Selects the shapes.</param>
public sealed class QueryReader(NpgsqlDataSource source, QueryRanking ranking)
{
    /// <summary>The maximum number of shapes that are returned.</summary>
    public const int MaxShapes = 200;

    /// <summary>Returns the first shapes in an order. Figures are stored by day, so that the first day is read completely.</summary>
    /// <param name="window">The window.</param>
    /// <param name="order">The order.</param>
    /// <param name="entity"><c>contact</c> or <c>company</c>. Null for both.</param>
    /// <param name="text">A text that the query contains. Null for all queries.</param>
    /// <param name="limit">The maximum number of shapes, up to <see cref="MaxShapes"/>.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<IReadOnlyList<QuerySummary>> ReadAsync(
        MonitoringWindow window, QueryOrder order, string? entity, string? text, int limit, CancellationToken cancellationToken)
    {
        var shapes = await ranking.ReadAsync(window, order, entity, text, cancellationToken);
        return await ReadAsync(window, [.. shapes.Take(limit)], cancellationToken);
    }

    /// <summary>Returns a shape. Null if there are no figures of it in the window.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<QuerySummary?> FindAsync(MonitoringWindow window, string shape, CancellationToken cancellationToken) =>
        await ReadAsync(window, [shape], cancellationToken) is [var found] ? found : null;

    private async Task<IReadOnlyList<QuerySummary>> ReadAsync(
        MonitoringWindow window, string[] shapes, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select shape, entity, operation, query, calls, fallbacks, errors, zero_hits, rows, continued, total_ms, max_ms, example,
                latencies, first_at, last_at
            from unnest($2) with ordinality as ranked (shape, place) join monitoring_queries using (shape)
            where day >= $1 order by place, max_ms desc
            """);
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = ranking.FirstDay(window) });
        command.Parameters.Add(
            new NpgsqlParameter<string[]> { TypedValue = shapes, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        var found = new List<QuerySummary>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var day = new QuerySummary(
                new QueryFigures(
                    reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt64(4),
                    reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7), reader.GetInt64(8), reader.GetInt64(9),
                    reader.GetDouble(10), reader.GetDouble(11), reader.GetString(12), reader.GetFieldValue<int[]>(13)),
                reader.GetFieldValue<DateTimeOffset>(14), reader.GetFieldValue<DateTimeOffset>(15));
            if (found is [.., var last] && last.Figures.Shape == day.Figures.Shape)
            {
                found[^1] = Sum(last, day);
            }
            else
            {
                found.Add(day);
            }
        }

        return found;
    }

    // The day with the slowest call is the first one, so its example is kept.
    private static QuerySummary Sum(QuerySummary one, QuerySummary other)
    {
        var latencies = new int[LatencyBuckets.Count];
        foreach (var counts in new[] { one.Figures.Latencies, other.Figures.Latencies })
        {
            for (var bucket = 0; bucket < counts.Count; bucket++)
            {
                latencies[bucket] += counts[bucket];
            }
        }

        return new QuerySummary(
            one.Figures with
            {
                Calls = one.Figures.Calls + other.Figures.Calls,
                Fallbacks = one.Figures.Fallbacks + other.Figures.Fallbacks,
                Errors = one.Figures.Errors + other.Figures.Errors,
                ZeroHits = one.Figures.ZeroHits + other.Figures.ZeroHits,
                Rows = one.Figures.Rows + other.Figures.Rows,
                Continued = one.Figures.Continued + other.Figures.Continued,
                TotalMs = one.Figures.TotalMs + other.Figures.TotalMs,
                Latencies = latencies,
            },
            one.FirstAt < other.FirstAt ? one.FirstAt : other.FirstAt, one.LastAt > other.LastAt ? one.LastAt : other.LastAt);
    }
}
