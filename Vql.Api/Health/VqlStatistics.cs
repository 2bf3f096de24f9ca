using Vql.Api.Engine.Outcomes;
using Vql.Api.Telemetry;

namespace Vql.Api.Health;

/// <summary>What became of the requests that wanted the search: since start, and of the last hour in slots of ten seconds.</summary>
internal sealed class VqlStatistics(TimeProvider time)
{
    private const int Slots = 360;

    private static readonly TimeSpan SlotLength = TimeSpan.FromSeconds(10);

    // A search that fails now and then is not recovered after each answer.
    private static readonly TimeSpan RecoveryTime = TimeSpan.FromSeconds(2);

    private readonly Tally _all = new(0);
    private readonly Tally?[] _slots = new Tally?[Slots];
    private long _lastSuccess;
    private long _lastFailure;

    /// <summary>When counting began.</summary>
    public DateTimeOffset Since { get; } = time.GetUtcNow();

    /// <summary>Whether the search answers again: its last answer is well after its last failure.</summary>
    public bool HasRecovered =>
        Volatile.Read(ref _lastSuccess) is > 0 and var success && success - Volatile.Read(ref _lastFailure) >= RecoveryTime.Ticks;

    private long Now => time.GetUtcNow().UtcTicks / SlotLength.Ticks;

    /// <summary>Counts a request.</summary>
    /// <param name="reason">Why the search did not answer; null when it did.</param>
    /// <param name="duration">How long the whole request took.</param>
    public void Record(string? reason, TimeSpan duration)
    {
        _all.Record(reason, duration);
        SlotOf(Now).Record(reason, duration);
        if (reason is null)
        {
            Volatile.Write(ref _lastSuccess, time.GetUtcNow().UtcTicks);
        }
        else if (FallbackReason.IsFailure(reason))
        {
            Volatile.Write(ref _lastFailure, time.GetUtcNow().UtcTicks);
        }
    }

    /// <summary>Everything since start.</summary>
    public VqlFigures SinceStart() => VqlFigures.Of(_all);

    /// <summary>The last minutes, at most sixty, to ten seconds.</summary>
    public VqlFigures Last(TimeSpan window)
    {
        var sum = new Tally(0);
        var oldest = Now - (window.Ticks / SlotLength.Ticks);
        foreach (var slot in _slots)
        {
            if (slot is not null && slot.Slot > oldest)
            {
                sum.Add(slot);
            }
        }

        return VqlFigures.Of(sum);
    }

    private Tally SlotOf(long now)
    {
        ref var place = ref _slots[now % Slots];
        var slot = Volatile.Read(ref place);
        if (slot?.Slot == now)
        {
            return slot;
        }

        var fresh = new Tally(now);
        return Interlocked.CompareExchange(ref place, fresh, slot) == slot ? fresh : Volatile.Read(ref place)!;
    }
}

/// <summary>Requests counted by what became of them.</summary>
internal sealed class Tally(long slot)
{
    private readonly int[] _reasons = new int[FallbackReason.All.Count];
    private long _ticks;

    public long Slot => slot;

    public LatencyHistogram Latencies { get; } = new();

    public TimeSpan Time => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public void Record(string? reason, TimeSpan duration)
    {
        for (var index = 0; reason is not null && index < _reasons.Length; index++)
        {
            if (FallbackReason.All[index] == reason)
            {
                Interlocked.Increment(ref _reasons[index]);
            }
        }

        Interlocked.Add(ref _ticks, duration.Ticks);
        Latencies.Record(duration);
    }

    public void Add(Tally other)
    {
        for (var index = 0; index < _reasons.Length; index++)
        {
            _reasons[index] += Volatile.Read(ref other._reasons[index]);
        }

        _ticks += other.Time.Ticks;
        Latencies.Add(other.Latencies);
    }

    /// <summary>How many the search did not answer, by reason; only reasons that occurred.</summary>
    public Dictionary<string, int> Fallbacks() => FallbackReason.All.Zip(_reasons)
        .Where(pair => pair.Second > 0).ToDictionary(pair => pair.First, pair => pair.Second);
}
