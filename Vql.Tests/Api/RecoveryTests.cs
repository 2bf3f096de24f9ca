using Microsoft.Extensions.Time.Testing;
using Vql.Api.Engine.Outcomes;
using Vql.Api.Health;

namespace Vql.Tests.Api;

/// <summary>Tests of the recovery of the search after failures.</summary>
public sealed class RecoveryTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Search_ThatSucceedsAWhileAfterItsLastFailure_HasRecovered()
    {
        var statistics = new VqlStatistics(_time);
        Assert.False(statistics.HasRecovered);
        statistics.Record(FallbackReason.Unreachable, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.False(statistics.HasRecovered);
        statistics.Record(FallbackReason.CircuitOpen, TimeSpan.Zero);
        _time.Advance(TimeSpan.FromSeconds(3));
        statistics.Record(null, TimeSpan.FromMilliseconds(5));
        Assert.True(statistics.HasRecovered);
    }

    [Fact]
    public void Search_ThatFailsIntermittently_HasNotRecoveredAfterEachSuccess()
    {
        var statistics = new VqlStatistics(_time);
        for (var turn = 0; turn < 10; turn++)
        {
            statistics.Record(FallbackReason.Timeout, TimeSpan.FromSeconds(1));
            _time.Advance(TimeSpan.FromMilliseconds(500));
            statistics.Record(null, TimeSpan.FromMilliseconds(5));
            Assert.False(statistics.HasRecovered);
        }
    }

    [Fact]
    public void Search_ThatWasSkipped_HasNotFailed()
    {
        var statistics = new VqlStatistics(_time);
        statistics.Record(null, TimeSpan.FromMilliseconds(5));
        _time.Advance(TimeSpan.FromSeconds(1));
        statistics.Record(FallbackReason.Fresh, TimeSpan.FromMilliseconds(5));
        Assert.True(statistics.HasRecovered);
    }
}
