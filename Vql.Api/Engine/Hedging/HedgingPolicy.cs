using System.Collections.Concurrent;
using Vql.Api.Configuration;
using Vql.Api.Telemetry;

namespace Vql.Api.Engine.Hedging;

/// <summary>When PostgreSQL starts beside the search: once it takes longer than it usually does, for a share of the requests.</summary>
internal sealed class HedgingPolicy(EngineOptions options, TimeProvider time)
{
    // A burst may hedge more than its share; this many.
    private const long MostSaved = 10;
    private const long Whole = 100_00;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(400);

    private readonly ConcurrentDictionary<string, UsualLatency> _usual = new();
    private readonly long _share = (long)(options.HedgePercent * 100);
    private long _saved = MostSaved * Whole;

    /// <summary>How long the search is waited for before PostgreSQL starts, too.</summary>
    public TimeSpan DelayFor(string operation)
    {
        var usual = UsualFor(operation).P99 ?? Longest;
        return usual < Shortest ? Shortest : usual > Longest ? Longest : usual;
    }

    /// <summary>Learns from an answer of the search.</summary>
    public void RecordLatency(string operation, TimeSpan took) => UsualFor(operation).Record(took);

    /// <summary>Counts a request that the search is asked for: it earns a share of a hedge.</summary>
    public void RefillBudget()
    {
        if (Interlocked.Read(ref _saved) < MostSaved * Whole)
        {
            Interlocked.Add(ref _saved, _share);
        }
    }

    /// <summary>Takes a hedge, if one has been earned.</summary>
    public bool TryConsumeBudget()
    {
        if (_share > 0 && Interlocked.Add(ref _saved, -Whole) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref _saved, Whole);
        return false;
    }

    private UsualLatency UsualFor(string operation) => _usual.GetOrAdd(operation, static (_, clock) => new UsualLatency(clock), time);

    /// <summary>The 99th percentile of the last minutes. What is unusual now is usual only when it has lasted.</summary>
    private sealed class UsualLatency(TimeProvider time)
    {
        private const int FewestToJudge = 100;

        private static readonly TimeSpan Generation = TimeSpan.FromMinutes(2);

        private readonly Lock _turning = new();
        private LatencyHistogram _current = new();
        private long _since = time.GetTimestamp();
        private long _p99Ticks;

        public TimeSpan? P99
        {
            get
            {
                Turn();
                return Interlocked.Read(ref _p99Ticks) is not 0 and var ticks ? TimeSpan.FromTicks(ticks) : null;
            }
        }

        public void Record(TimeSpan took)
        {
            _current.Record(took);
            if (Interlocked.Read(ref _p99Ticks) == 0)
            {
                Judge();
            }
        }

        private void Turn()
        {
            if (time.GetElapsedTime(Volatile.Read(ref _since)) < Generation)
            {
                return;
            }

            lock (_turning)
            {
                if (time.GetElapsedTime(_since) >= Generation)
                {
                    Judge();
                    _current = new LatencyHistogram();
                    Volatile.Write(ref _since, time.GetTimestamp());
                }
            }
        }

        private void Judge()
        {
            if (_current.Count >= FewestToJudge)
            {
                Interlocked.Exchange(ref _p99Ticks, _current.Percentile(0.99).Ticks);
            }
        }
    }
}
