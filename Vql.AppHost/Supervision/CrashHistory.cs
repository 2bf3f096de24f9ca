namespace Vql.AppHost.Supervision;

/// <summary>The crashes of one process, and how long to wait before its next start.</summary>
internal sealed class CrashHistory(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>A process that was healthy for this long starts with the shortest pause again.</summary>
    private static readonly TimeSpan StableAfter = TimeSpan.FromMinutes(1);

    private CancellationTokenSource _stopped = new();
    private TimeSpan _pause = FirstPause;
    private long? _healthySince;
    private bool _wasHealthy;
    private bool _hasRun;
    private int _count;

    /// <summary>Returns the pause after a longer one.</summary>
    public static TimeSpan Next(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    /// <summary>Records that the process runs.</summary>
    public void SetRunning(bool isHealthy)
    {
        _hasRun = true;
        if (isHealthy)
        {
            _wasHealthy = true;
            _healthySince ??= time.GetTimestamp();
        }
    }

    /// <summary>Records that the process was stopped on request, which cancels a restart.</summary>
    public void SetStopped()
    {
        _hasRun = false;
        _healthySince = null;
        _stopped.Cancel();
        _stopped.Dispose();
        _stopped = new CancellationTokenSource();
    }

    public void Dispose() => _stopped.Dispose();

    /// <summary>Records that the process has ended by itself.</summary>
    /// <returns>The crash; null when it is recorded already, or the process was never healthy and would fail again.</returns>
    public Crash? TryRecordCrash()
    {
        if (!_hasRun || !_wasHealthy)
        {
            return null;
        }

        var isFirst = _count == 0 || (_healthySince is { } since && time.GetElapsedTime(since) > StableAfter);
        _pause = isFirst ? FirstPause : Next(_pause);
        _hasRun = false;
        _healthySince = null;
        _count++;
        return new Crash(_count, _pause, _stopped.Token);
    }
}

/// <summary>A crash of a process.</summary>
/// <param name="Count">The number of its crashes since the start of the stack.</param>
/// <param name="Pause">How long to wait before the restart.</param>
/// <param name="Stopped">Cancelled when the process is stopped on request.</param>
internal sealed record Crash(int Count, TimeSpan Pause, CancellationToken Stopped);
