using Npgsql;
using NpgsqlTypes;

namespace Vql.Storage.Monitoring;

/// <summary>The times from a commit until it was searchable.</summary>
public sealed class FreshnessTally
{
    private readonly long[] _latencies = new long[LatencyBuckets.Count];

    /// <summary>The number of measured commits.</summary>
    public long Count { get; private set; }

    /// <summary>The longest time in milliseconds.</summary>
    public double MaxMs { get; private set; }

    /// <summary>The counts of <see cref="LatencyBuckets"/>.</summary>
    public IReadOnlyList<long> Latencies => _latencies;

    /// <summary>Adds a time.</summary>
    public void Add(TimeSpan time)
    {
        Count++;
        _latencies[LatencyBuckets.IndexOf(time)]++;
        MaxMs = Math.Max(MaxMs, time.TotalMilliseconds);
    }

    /// <summary>Adds times.</summary>
    public void Add(IReadOnlyList<int> latencies, double maxMs)
    {
        for (var bucket = 0; bucket < latencies.Count; bucket++)
        {
            _latencies[bucket] += latencies[bucket];
            Count += latencies[bucket];
        }

        MaxMs = Math.Max(MaxMs, maxMs);
    }

    /// <summary>Returns a percentile in milliseconds. Null without times.</summary>
    public double? Percentile(double share) =>
        LatencyBuckets.Percentile(_latencies, share) is { } found ? Math.Min(found, MaxMs) : null;
}

/// <summary>A point of a chart.</summary>
/// <param name="At">The start of the point.</param>
/// <param name="Times">The times. Null if no worker published a position.</param>
public sealed record FreshnessPoint(DateTimeOffset At, FreshnessTally? Times);

/// <summary>Stores the time from a commit until it is searchable, as the worker measures it at each published position.</summary>
/// <param name="source">The database.</param>
/// <param name="time">The clock.</param>
public sealed class FreshnessTable(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>Adds the times of a minute, and deletes old ones.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error. Nothing was written.</exception>
    public async Task AddAsync(DateTimeOffset minute, FreshnessTally times, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"""
            with deleted as (
                delete from monitoring_freshness
                where minutes = any({FigureLength.All}) and started_at < now() - interval '{MonitoringWriter.RetentionDays} days')
            insert into monitoring_freshness (minutes, started_at, latencies, max_ms)
            select minutes, started_at, $2, $3 from {FigureLength.Starts}
            on conflict (minutes, started_at) do update set
                latencies = vql_add_counts(monitoring_freshness.latencies, excluded.latencies),
                max_ms = greatest(monitoring_freshness.max_ms, excluded.max_ms)
            """);
        command.Parameters.Add(Moment(minute));
        command.Parameters.Add(new NpgsqlParameter<int[]>
        {
            TypedValue = [.. times.Latencies.Select(count => (int)count)],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer,
        });
        command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = times.MaxMs });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Returns the times of a window. The current minute is included once it has times.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<IReadOnlyList<FreshnessPoint>> ReadAsync(MonitoringWindow window, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var first = window.StepOf(now - window.Length);
        var points = new SortedDictionary<DateTimeOffset, FreshnessTally?>();
        for (var at = first; at <= now; at += window.Step)
        {
            points[at] = null;
        }

        await using var command = source.CreateCommand(
            "select started_at, latencies, max_ms from monitoring_freshness where minutes = $1 and started_at >= $2");
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)window.Minutes });
        command.Parameters.Add(Moment(first));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var step = window.StepOf(reader.GetFieldValue<DateTimeOffset>(0));
            if (points.TryGetValue(step, out var tally))
            {
                (points[step] = tally ?? new FreshnessTally()).Add(reader.GetFieldValue<int[]>(1), reader.GetDouble(2));
            }
        }

        if (points[window.StepOf(now)] is null)
        {
            points.Remove(window.StepOf(now));
        }

        return [.. points.Select(point => new FreshnessPoint(point.Key, point.Value))];
    }

    private static NpgsqlParameter<DateTime> Moment(DateTimeOffset at) =>
        new() { TypedValue = at.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
