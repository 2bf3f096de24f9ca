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
/// <param name="time">The clock.</param>
public sealed class QueryReader(NpgsqlDataSource source, TimeProvider time)
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
        // The sums of the selected shapes only need the details of their days. Queries without values are ASCII in lowercase, which the
        // collation C compares several times as fast. The state of a sum of doubles needs no allocation, unlike that of bigint.
        await using var sum = await LargeSum.OpenAsync(
            source,
            $"""
            with selected as (
                select shape, {SumOf(order)} as place from monitoring_queries
                where day >= $1 and ($2 is null or entity = $2)
                    and ($3 is null or query collate "C" like $3)
                group by shape order by place desc, shape limit $4)
            select details.shape, entity, operation, query, calls, fallbacks, errors, zero_hits, rows, continued, total_ms, max_ms,
                example, latencies, first_at, last_at
            from selected join monitoring_queries details using (shape) where day >= $1 order by place desc, shape, max_ms desc
            """,
            cancellationToken);
        Add(sum.Command, window);
        sum.Command.Parameters.Add(Text(entity));
        sum.Command.Parameters.Add(Text(text is null ? null : LikePattern.OfPart(text.ToLowerInvariant())));
        sum.Command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        return await ReadAsync(sum.Command, cancellationToken);
    }

    /// <summary>Returns a shape. Null if there are no figures of it in the window.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<QuerySummary?> FindAsync(MonitoringWindow window, string shape, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select shape, entity, operation, query, calls, fallbacks, errors, zero_hits, rows, continued, total_ms, max_ms, example,
                latencies, first_at, last_at
            from monitoring_queries where day >= $1 and shape = $2 order by max_ms desc
            """);
        Add(command, window);
        command.Parameters.Add(Text(shape));
        return await ReadAsync(command, cancellationToken) is [var found] ? found : null;
    }

    private static async Task<IReadOnlyList<QuerySummary>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
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

    private static string SumOf(QueryOrder order) => order switch
    {
        QueryOrder.Calls => "sum(calls::double precision)",
        QueryOrder.Time => "sum(total_ms)",
        QueryOrder.Slowest => "max(max_ms)",
        QueryOrder.ZeroHits => "sum(zero_hits::double precision)",
        QueryOrder.Continued => "sum(continued::double precision)",
        _ => "sum(fallbacks::double precision)",
    };

    private void Add(NpgsqlCommand command, MonitoringWindow window) => command.Parameters.Add(
        new NpgsqlParameter<DateOnly> { TypedValue = DateOnly.FromDateTime((time.GetUtcNow() - window.Length).UtcDateTime) });

    private static NpgsqlParameter Text(string? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
