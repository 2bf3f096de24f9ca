using Vql.Api.Engine.Outcomes;
using Vql.Api.Telemetry;

namespace Vql.Api.Health;

/// <summary>The outcomes of requests: since the start, and in the last hour in slots of ten seconds.</summary>
internal sealed class VqlStatistics(TimeProvider time)
{
    private const int Slots = 360;

    private static readonly TimeSpan SlotLength = TimeSpan.FromSeconds(10);

    private readonly Tally _all = new(0);
    private readonly Tally?[] _slots = new Tally?[Slots];

    /// <summary>The start of the statistics.</summary>
    public DateTimeOffset Since { get; } = time.GetUtcNow();

    /// <summary>The current health of the search.</summary>
    public SearchHealth Health { get; } = new(time);

    private long Now => time.GetUtcNow().UtcTicks / SlotLength.Ticks;

    /// <summary>Records a request.</summary>
    /// <param name="reason">The reason why the search did not answer; null when it did.</param>
    /// <param name="duration">The duration of the request.</param>
    public void Record(FallbackReason? reason, TimeSpan duration)
    {
        _all.Record(reason, duration);
        SlotOf(Now).Record(reason, duration);
        Health.Record(reason);
    }

    /// <summary>Returns the statistics since the start.</summary>
    public VqlFigures SinceStart() => VqlFigures.Of(_all);

    /// <summary>Returns the statistics of the last minutes, up to 60, with an accuracy of ten seconds.</summary>
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
        ref var current = ref _slots[now % Slots];
        var slot = Volatile.Read(ref current);
        if (slot?.Slot == now)
        {
            return slot;
        }

        var fresh = new Tally(now);
        return Interlocked.CompareExchange(ref current, fresh, slot) == slot ? fresh : Volatile.Read(ref current)!;
    }
}

/// <summary>Requests counted by their outcome.</summary>
internal sealed class Tally(long slot)
{
    private readonly int[] _reasons = new int[FallbackReasons.All.Count];
    private long _ticks;

    public long Slot => slot;

    public LatencyHistogram Latencies { get; } = new();

    public TimeSpan Time => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public void Record(FallbackReason? reason, TimeSpan duration)
    {
        if (reason is { } known)
        {
            Interlocked.Increment(ref _reasons[(int)known]);
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

    /// <summary>Returns the number of fallbacks by reason. Reasons that did not occur are omitted.</summary>
    public Dictionary<FallbackReason, int> Fallbacks() => FallbackReasons.All.Zip(_reasons)
        .Where(pair => pair.Second > 0).ToDictionary(pair => pair.First, pair => pair.Second);
}
