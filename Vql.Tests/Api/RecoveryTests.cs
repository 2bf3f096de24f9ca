using Microsoft.Extensions.Time.Testing;
using Vql.Api.Engine.Outcomes;
using Vql.Api.Health;

namespace Vql.Tests.Api;

/// <summary>When the search counts as healthy again after it failed.</summary>
public sealed class RecoveryTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Search_ThatAnswersAWhileAfterItsLastFailure_HasRecovered()
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
    public void Search_ThatFailsNowAndThen_HasNotRecoveredWithEachAnswer()
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
    public void Search_ThatWasNotMeantToAnswer_HasNotFailed()
    {
        var statistics = new VqlStatistics(_time);
        statistics.Record(null, TimeSpan.FromMilliseconds(5));
        _time.Advance(TimeSpan.FromSeconds(1));
        statistics.Record(FallbackReason.Fresh, TimeSpan.FromMilliseconds(5));
        Assert.True(statistics.HasRecovered);
    }
}
