using Vql.Api.Telemetry;

namespace Vql.Api.Engine.Hedging;

/// <summary>Tracks the 99th percentile of a latency. It changes every two minutes, so a short slowdown does not affect it.</summary>
internal sealed class LatencyTracker(TimeProvider time)
{
    private const int MinimumCount = 100;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    private readonly Lock _rotation = new();
    private LatencyHistogram _current = new();
    private long _since = time.GetTimestamp();
    private long _p99Ticks;

    /// <summary>The 99th percentile of the last window; null when there are too few latencies.</summary>
    public TimeSpan? P99
    {
        get
        {
            Rotate();
            return Interlocked.Read(ref _p99Ticks) is not 0 and var ticks ? TimeSpan.FromTicks(ticks) : null;
        }
    }

    /// <summary>Records a latency.</summary>
    public void Record(TimeSpan latency)
    {
        _current.Record(latency);
        if (Interlocked.Read(ref _p99Ticks) == 0)
        {
            Update();
        }
    }

    private void Rotate()
    {
        if (time.GetElapsedTime(Volatile.Read(ref _since)) < Window)
        {
            return;
        }

        lock (_rotation)
        {
            if (time.GetElapsedTime(_since) >= Window)
            {
                Update();
                _current = new LatencyHistogram();
                Volatile.Write(ref _since, time.GetTimestamp());
            }
        }
    }

    private void Update()
    {
        if (_current.Count >= MinimumCount)
        {
            Interlocked.Exchange(ref _p99Ticks, _current.Percentile(0.99).Ticks);
        }
    }
}
