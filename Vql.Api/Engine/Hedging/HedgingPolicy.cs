using System.Collections.Concurrent;
using Vql.Api.Engine.Switches;

namespace Vql.Api.Engine.Hedging;

/// <summary>
/// Decides when PostgreSQL is asked in addition to a slow search: after the typical latency of the search, and only for a
/// share of the requests.
/// </summary>
internal sealed class HedgingPolicy(LiveSettings live, TimeProvider time)
{
    // The number of hedges that a burst can consume.
    private const long MaxBudget = 10;

    // The cost of a hedge. A request refills a hundredth of a percent of it for each hundredth of a percent of the share.
    private const long Cost = 100_00;

    private static readonly TimeSpan MinDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMilliseconds(400);

    private readonly ConcurrentDictionary<string, LatencyTracker> _latencies = new();
    private long _budget = MaxBudget * Cost;

    private long Refill => (long)(live.HedgePercent * 100);

    /// <summary>Returns the delay after which PostgreSQL is asked as well.</summary>
    public TimeSpan DelayFor(string operation)
    {
        var typical = TrackerOf(operation).P99 ?? MaxDelay;
        return typical < MinDelay ? MinDelay : typical > MaxDelay ? MaxDelay : typical;
    }

    /// <summary>Records the latency of an answer of the search.</summary>
    public void RecordLatency(string operation, TimeSpan latency) => TrackerOf(operation).Record(latency);

    /// <summary>Adds a request's share of a hedge to the budget.</summary>
    public void RefillBudget()
    {
        if (Interlocked.Read(ref _budget) < MaxBudget * Cost)
        {
            Interlocked.Add(ref _budget, Refill);
        }
    }

    /// <summary>Takes a hedge from the budget.</summary>
    /// <returns>Whether the budget contained one.</returns>
    public bool TryConsumeBudget()
    {
        if (Refill > 0 && Interlocked.Add(ref _budget, -Cost) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref _budget, Cost);
        return false;
    }

    private LatencyTracker TrackerOf(string operation) =>
        _latencies.GetOrAdd(operation, static (_, clock) => new LatencyTracker(clock), time);
}
