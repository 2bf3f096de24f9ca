using Npgsql;
using NpgsqlTypes;

namespace Vql.Storage.Monitoring;

/// <summary>Reads the figures of the API over time.</summary>
/// <param name="source">The database.</param>
/// <param name="time">The clock.</param>
public sealed class MonitoringReader(NpgsqlDataSource source, TimeProvider time)
{
    private const int MaxMarks = 200;

    /// <summary>Returns the figures of a window, summed over all replicas.</summary>
    /// <param name="window">The window.</param>
    /// <param name="entity"><c>contact</c> or <c>company</c>. Null for both.</param>
    /// <param name="operation">The operation. Null for all.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<MonitoringSeries> ReadAsync(
        MonitoringWindow window, string? entity, string? operation, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var first = window.StepOf(now - window.Length);
        var points = new SortedDictionary<DateTimeOffset, OutcomeTally?>();
        for (var at = first; at <= now; at += window.Step)
        {
            points[at] = null;
        }

        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var (last, dropped) = await ReadReplicasAsync(connection, window, first, points, cancellationToken);
        var total = await ReadCallsAsync(connection, window, first, entity, operation, points, cancellationToken);

        // The figures of the current minute are written when it has ended.
        if (points[window.StepOf(now)] is null)
        {
            points.Remove(window.StepOf(now));
        }

        return new MonitoringSeries(
            window, [.. points.Select(point => new MonitoringPoint(point.Key, point.Value))], total, last, dropped);
    }

    /// <summary>Returns the newest events of a period: those of the API, verifications and reindexes. The oldest is the first.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<IReadOnlyList<Mark>> ReadMarksAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"""
            select at, kind, detail from (
                select at, kind, replica || ' ' || detail as detail from monitoring_marks where at >= $1
                union all
                select finished_at, 'verification', entity || ': ' || (missing + extra + stale + different) || ' differences'
                from verifications where finished_at >= $1
                union all
                select changed_at, 'reindex', entity || ' ' || target || ': ' || state from reindexes where changed_at >= $1
            ) marks
            order by at desc limit {MaxMarks}
            """);
        command.Parameters.Add(Moment(time.GetUtcNow() - length));
        var marks = new List<Mark>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            marks.Add(new Mark(reader.GetFieldValue<DateTimeOffset>(0), reader.GetString(1), reader.GetString(2).Trim()));
        }

        marks.Reverse();
        return marks;
    }

    private static async Task<(DateTimeOffset? Last, long Dropped)> ReadReplicasAsync(
        NpgsqlConnection connection, MonitoringWindow window, DateTimeOffset first,
        SortedDictionary<DateTimeOffset, OutcomeTally?> points, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select started_at, sum(dropped)::bigint, null::timestamptz from monitoring_replicas
            where minutes = $1 and started_at >= $2 group by started_at
            union all
            select null, 0, max(written_at) from monitoring_replicas
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)window.Minutes });
        command.Parameters.Add(Moment(first));
        var (last, dropped) = ((DateTimeOffset?)null, 0L);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            dropped += reader.GetInt64(1);
            if (!reader.IsDBNull(0))
            {
                var step = window.StepOf(reader.GetFieldValue<DateTimeOffset>(0));
                if (points.TryGetValue(step, out var tally) && tally is null)
                {
                    points[step] = new OutcomeTally();
                }
            }
            else if (!reader.IsDBNull(2))
            {
                last = reader.GetFieldValue<DateTimeOffset>(2);
            }
        }

        return (last, dropped);
    }

    private static async Task<OutcomeTally> ReadCallsAsync(
        NpgsqlConnection connection, MonitoringWindow window, DateTimeOffset first, string? entity, string? operation,
        SortedDictionary<DateTimeOffset, OutcomeTally?> points, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select started_at, source, reason, calls, zero_hits, latencies from monitoring_figures
            where minutes = $1 and started_at >= $2 and ($3 is null or entity = $3) and ($4 is null or operation = $4)
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)window.Minutes });
        command.Parameters.Add(Moment(first));
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)entity ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)operation ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        var total = new OutcomeTally();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (source, reason) = (AnswerSources.Parse(reader.GetString(1)), reader.GetString(2));
            var (calls, zeroHits, latencies) = (reader.GetInt64(3), reader.GetInt64(4), reader.GetFieldValue<int[]>(5));
            total.Add(source, reason, calls, zeroHits, latencies);
            var step = window.StepOf(reader.GetFieldValue<DateTimeOffset>(0));
            if (points.TryGetValue(step, out var tally))
            {
                (points[step] = tally ?? new OutcomeTally()).Add(source, reason, calls, zeroHits, latencies);
            }
        }

        return total;
    }

    private static NpgsqlParameter<DateTime> Moment(DateTimeOffset at) =>
        new() { TypedValue = at.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
