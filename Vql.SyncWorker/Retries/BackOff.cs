namespace Vql.SyncWorker.Retries;

/// <summary>The pauses between attempts: each is twice as long as the one before, up to a longest, and varied by half.</summary>
internal sealed class BackOff
{
    private readonly TimeSpan _first;
    private readonly TimeSpan _longest;
    private readonly TimeProvider _time;

    public BackOff(TimeSpan first, TimeSpan longest, TimeProvider time) => (_first, _longest, _time, Pause) = (first, longest, time, first);

    /// <summary>The pause before the next attempt, before it is varied.</summary>
    public TimeSpan Pause { get; private set; }

    /// <summary>Starts with the shortest pause again.</summary>
    public void Reset() => Pause = _first;

    /// <summary>Waits until the next attempt.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        var pause = Pause * (0.5 + Random.Shared.NextDouble());
        Pause = Pause * 2 < _longest ? Pause * 2 : _longest;
        return Task.Delay(pause, _time, cancellationToken);
    }
}
