using Microsoft.Extensions.Time.Testing;
using Polly.CircuitBreaker;
using Vql.Api.Engine.Outcomes;
using Vql.Api.Health;

namespace Vql.Tests.Api;

/// <summary>Tests of the health of the search during failures and after them.</summary>
public sealed class RecoveryTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SearchHealth _health;

    public RecoveryTests() => _health = new SearchHealth(_time);

    private string Status => _health.Of(CircuitState.Closed).Status;

    [Fact]
    public void Search_ThatAnswersAgain_IsRecoveringWithItsReasonAndThenHealthy()
    {
        Assert.Equal("unknown", Status);
        _health.Record(FallbackReason.Unreachable);
        Assert.Equal("unhealthy", Status);
        _health.Record(FallbackReason.CircuitOpen);
        Assert.Equal("unavailable", _health.Of(CircuitState.Open).Status);
        Assert.Equal("recovering", _health.Of(CircuitState.HalfOpen).Status);
        _time.Advance(TimeSpan.FromSeconds(1));
        _health.Record(null);
        var (status, error) = _health.Of(CircuitState.Closed);
        Assert.Equal("recovering", status);
        Assert.Equal("The search answers again. Last failure 1.0 s ago: circuit_open.", error);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(("healthy", null), _health.Of(CircuitState.Closed));
    }

    [Fact]
    public void Search_ThatIsNotHealthy_HasAnError()
    {
        _health.Record(FallbackReason.Timeout);
        Assert.All(
            [CircuitState.Closed, CircuitState.Open, CircuitState.HalfOpen],
            circuit => Assert.Contains("timeout", _health.Of(circuit).Error, StringComparison.Ordinal));
    }

    [Fact]
    public void Search_ThatFailsIntermittently_HasNotRecoveredAfterEachSuccess()
    {
        for (var turn = 0; turn < 10; turn++)
        {
            _health.Record(FallbackReason.Timeout);
            _time.Advance(TimeSpan.FromMilliseconds(500));
            _health.Record(null);
            Assert.Equal("recovering", Status);
        }
    }

    [Fact]
    public void Search_ThatFailsOnceOrIsSkipped_IsHealthy()
    {
        for (var turn = 0; turn < 5; turn++)
        {
            _health.Record(null);
        }

        _health.Record(FallbackReason.Timeout);
        _health.Record(FallbackReason.Fresh);
        Assert.Equal("healthy", Status);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("unknown", Status);
    }
}
