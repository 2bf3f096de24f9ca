namespace Vql.AppHost.Supervision;

/// <summary>The crashes of a process, and the exponential back-off of its restarts.</summary>
internal sealed class CrashHistory(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan InitialDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    /// <summary>The time after which a healthy process counts as stable, which resets the delay.</summary>
    private static readonly TimeSpan StableAfter = TimeSpan.FromMinutes(1);

    private CancellationTokenSource _stopped = new();
    private TimeSpan _delay = InitialDelay;
    private long? _healthySince;
    private bool _wasHealthy;
    private bool _hasRun;
    private int _count;

    /// <summary>Returns the delay that follows a delay.</summary>
    public static TimeSpan Next(TimeSpan delay) => delay * 2 < MaxDelay ? delay * 2 : MaxDelay;

    /// <summary>Records that the process is running.</summary>
    public void SetRunning(bool isHealthy)
    {
        _hasRun = true;
        if (isHealthy)
        {
            _wasHealthy = true;
            _healthySince ??= time.GetTimestamp();
        }
    }

    /// <summary>Records that the process was stopped on request, which cancels a pending restart.</summary>
    public void SetStopped()
    {
        _hasRun = false;
        _healthySince = null;
        _stopped.Cancel();
        _stopped.Dispose();
        _stopped = new CancellationTokenSource();
    }

    public void Dispose() => _stopped.Dispose();

    /// <summary>Records that the process has exited unexpectedly.</summary>
    /// <returns>
    /// The crash. Null if it is already recorded, or if the process was never healthy and would fail again.
    /// </returns>
    public Crash? TryRecordCrash()
    {
        if (!_hasRun || !_wasHealthy)
        {
            return null;
        }

        var isFirst = _count == 0 || (_healthySince is { } since && time.GetElapsedTime(since) > StableAfter);
        _delay = isFirst ? InitialDelay : Next(_delay);
        _hasRun = false;
        _healthySince = null;
        _count++;
        return new Crash(_count, _delay, _stopped.Token);
    }
}

/// <summary>A crash of a process.</summary>
/// <param name="Count">The number of crashes of the process since the start of the stack.</param>
/// <param name="Delay">The delay before the restart.</param>
/// <param name="Stopped">Canceled when the process is stopped on request.</param>
internal sealed record Crash(int Count, TimeSpan Delay, CancellationToken Stopped);
