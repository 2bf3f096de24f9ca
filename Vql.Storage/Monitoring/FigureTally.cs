namespace Vql.Storage.Monitoring;

/// <summary>A sum of calls.</summary>
public sealed class FigureTally
{
    private readonly long[] _latencies = new long[LatencyBuckets.Count];

    /// <summary>The number of calls.</summary>
    public long Calls { get; private set; }

    /// <summary>The number of answers without rows.</summary>
    public long ZeroHits { get; private set; }

    /// <summary>The counts of <see cref="LatencyBuckets"/>.</summary>
    public IReadOnlyList<long> Latencies => _latencies;

    /// <summary>Adds calls.</summary>
    public void Add(long calls, long zeroHits, ReadOnlySpan<int> latencies)
    {
        Calls += calls;
        ZeroHits += zeroHits;
        for (var bucket = 0; bucket < latencies.Length; bucket++)
        {
            _latencies[bucket] += latencies[bucket];
        }
    }

    /// <summary>Returns a percentile of the durations in milliseconds. Null without calls.</summary>
    public double? Percentile(double share) => LatencyBuckets.Percentile(_latencies, share);
}

/// <summary>The calls of a period by source, and the fallbacks by reason.</summary>
public sealed class OutcomeTally
{
    private readonly FigureTally[] _sources = [.. AnswerSources.All.Select(_ => new FigureTally())];
    private readonly SortedDictionary<string, long> _fallbacks = new(StringComparer.Ordinal);

    /// <summary>The number of calls.</summary>
    public long Calls => _sources.Sum(source => source.Calls);

    /// <summary>The number of answers without rows.</summary>
    public long ZeroHits => _sources.Sum(source => source.ZeroHits);

    /// <summary>The number of calls that PostgreSQL answered instead of the search, by reason.</summary>
    public IReadOnlyDictionary<string, long> Fallbacks => _fallbacks;

    /// <summary>The calls of a source.</summary>
    public FigureTally this[AnswerSource source] => _sources[(int)source];

    /// <summary>Adds calls.</summary>
    public void Add(AnswerSource source, string reason, long calls, long zeroHits, ReadOnlySpan<int> latencies)
    {
        _sources[(int)source].Add(calls, zeroHits, latencies);
        if (source == AnswerSource.Database && reason.Length > 0)
        {
            _fallbacks[reason] = _fallbacks.GetValueOrDefault(reason) + calls;
        }
    }
}

/// <summary>A point of a chart.</summary>
/// <param name="At">The start of the point.</param>
/// <param name="Outcomes">The calls. Null if no replica wrote figures, which differs from no calls.</param>
public sealed record MonitoringPoint(DateTimeOffset At, OutcomeTally? Outcomes);

/// <summary>The figures of a window, summed over all replicas.</summary>
/// <param name="Window">The window.</param>
/// <param name="Points">All points of the window, in order.</param>
/// <param name="Total">The sum of the points.</param>
/// <param name="LastWrittenAt">The last time at which a replica wrote figures, also before the window. Null if none ever did.</param>
/// <param name="Dropped">The number of calls whose figures were lost.</param>
public sealed record MonitoringSeries(
    MonitoringWindow Window, IReadOnlyList<MonitoringPoint> Points, OutcomeTally Total, DateTimeOffset? LastWrittenAt, long Dropped)
{
    /// <summary>Whether any replica wrote figures in the window.</summary>
    public bool HasData => Points.Any(point => point.Outcomes is not null);
}
