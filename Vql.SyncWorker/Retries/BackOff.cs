namespace Vql.SyncWorker.Retries;

/// <summary>An exponential back-off: the delay doubles after each attempt, up to a maximum, with a jitter of 50 %.</summary>
internal sealed class BackOff
{
    private readonly TimeSpan _initialDelay;
    private readonly TimeSpan _maxDelay;
    private readonly TimeProvider _time;

    public BackOff(TimeSpan initialDelay, TimeSpan maxDelay, TimeProvider time) =>
        (_initialDelay, _maxDelay, _time, Delay) = (initialDelay, maxDelay, time, initialDelay);

    /// <summary>The delay before the next attempt, without jitter.</summary>
    public TimeSpan Delay { get; private set; }

    /// <summary>Resets the delay to its initial value.</summary>
    public void Reset() => Delay = _initialDelay;

    /// <summary>Waits before the next attempt.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        var delay = Delay * (0.5 + Random.Shared.NextDouble());
        Delay = Delay * 2 < _maxDelay ? Delay * 2 : _maxDelay;
        return Task.Delay(delay, _time, cancellationToken);
    }
}
