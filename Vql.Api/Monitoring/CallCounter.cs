using Vql.Storage.Monitoring;

namespace Vql.Api.Monitoring;

/// <summary>Counts calls since the start. Recording needs no lock.</summary>
internal sealed class CallCounter
{
    private readonly long[] _latencies = new long[LatencyBuckets.Count];
    private long _zeroHits;
    private long _ticks;
    private CallCounts _drained = CallCounts.None;

    /// <summary>The counts since the start.</summary>
    public CallCounts Counts
    {
        get
        {
            var latencies = new long[LatencyBuckets.Count];
            for (var bucket = 0; bucket < latencies.Length; bucket++)
            {
                latencies[bucket] = Interlocked.Read(ref _latencies[bucket]);
            }

            return new CallCounts(latencies, Interlocked.Read(ref _zeroHits), TimeSpan.FromTicks(Interlocked.Read(ref _ticks)));
        }
    }

    /// <summary>Counts a call.</summary>
    /// <param name="elapsed">The duration.</param>
    /// <param name="size">The size of the answer; null when it is unknown.</param>
    public void Record(TimeSpan elapsed, long? size)
    {
        if (size == 0)
        {
            Interlocked.Increment(ref _zeroHits);
        }

        Interlocked.Add(ref _ticks, elapsed.Ticks);
        Interlocked.Increment(ref _latencies[LatencyBuckets.IndexOf(elapsed)]);
    }

    /// <summary>Returns the counts since the last call of this method. It has one caller at a time.</summary>
    public CallCounts Drain()
    {
        var (counts, drained) = (Counts, _drained);
        _drained = counts;
        return counts.Since(drained);
    }
}

/// <summary>Counts of calls.</summary>
/// <param name="Latencies">The counts of <see cref="LatencyBuckets"/>.</param>
/// <param name="ZeroHits">The number of answers without rows.</param>
/// <param name="Time">The duration of all calls.</param>
internal sealed record CallCounts(IReadOnlyList<long> Latencies, long ZeroHits, TimeSpan Time)
{
    /// <summary>No calls.</summary>
    public static CallCounts None { get; } = new(new long[LatencyBuckets.Count], 0, TimeSpan.Zero);

    /// <summary>The number of calls.</summary>
    public long Calls => Latencies.Sum();

    /// <summary>Returns the counts without earlier ones.</summary>
    public CallCounts Since(CallCounts earlier) => new(
        [.. Latencies.Zip(earlier.Latencies, (now, before) => now - before)], ZeroHits - earlier.ZeroHits, Time - earlier.Time);
}
