using Microsoft.Extensions.Time.Testing;
using Vql.AppHost.Supervision;

namespace Vql.Tests.AppHost.Supervision;

public sealed class CrashHistoryTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void TryRecordCrash_OfAProcessThatWasNeverHealthy_IsNoCrash()
    {
        using var history = new CrashHistory(_time);
        history.SetRunning(isHealthy: false);
        Assert.Null(history.TryRecordCrash());
    }

    [Fact]
    public void TryRecordCrash_Repeated_DoublesTheDelayUpToThirtySeconds()
    {
        using var history = new CrashHistory(_time);
        var delays = new List<double>();
        for (var crash = 0; crash < 100; crash++)
        {
            history.SetRunning(isHealthy: crash % 2 == 0);
            delays.Add(history.TryRecordCrash()!.Delay.TotalSeconds);
        }

        Assert.Equal([0.25, 0.5, 1, 2, 4, 8, 16, 30, 30], delays.Take(9));
        Assert.Equal(30, delays[^1]);
    }

    [Fact]
    public void TryRecordCrash_HealthyForAMinute_ResetsTheDelay()
    {
        using var history = new CrashHistory(_time);
        history.SetRunning(isHealthy: true);
        Assert.Equal(1, history.TryRecordCrash()!.Count);
        history.SetRunning(isHealthy: true);
        Assert.Equal(0.5, history.TryRecordCrash()!.Delay.TotalSeconds);
        history.SetRunning(isHealthy: true);
        _time.Advance(TimeSpan.FromSeconds(61));
        var crash = history.TryRecordCrash()!;
        Assert.Equal((3, 0.25), (crash.Count, crash.Delay.TotalSeconds));
    }

    [Fact]
    public void TryRecordCrash_OfOneEndReportedTwice_IsOneCrash()
    {
        using var history = new CrashHistory(_time);
        history.SetRunning(isHealthy: true);
        Assert.NotNull(history.TryRecordCrash());
        Assert.Null(history.TryRecordCrash());
    }

    [Fact]
    public void SetStopped_BeforeTheRestart_CancelsIt()
    {
        using var history = new CrashHistory(_time);
        history.SetRunning(isHealthy: true);
        var crash = history.TryRecordCrash()!;
        Assert.False(crash.Stopped.IsCancellationRequested);
        history.SetStopped();
        Assert.True(crash.Stopped.IsCancellationRequested);
        Assert.Null(history.TryRecordCrash());
    }
}
