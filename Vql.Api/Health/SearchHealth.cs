using Polly.CircuitBreaker;
using Vql.Api.Engine.Outcomes;

namespace Vql.Api.Health;

/// <summary>The health of the search, from its latest outcomes.</summary>
internal sealed class SearchHealth(TimeProvider time)
{
    public const string Healthy = "healthy";
    public const string Recovering = "recovering";
    public const string Unhealthy = "unhealthy";
    public const string Unavailable = "unavailable";
    public const string Unknown = "unknown";

    // A single failure among successes is no outage.
    private const int Outcomes = 10;

    // The answers of a search that fails occasionally are no recovery.
    private static readonly TimeSpan RecoveryTime = TimeSpan.FromSeconds(2);

    // Earlier outcomes say nothing about the current state.
    private static readonly TimeSpan Relevance = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Queue<bool> _failures = new();
    private FallbackReason _lastReason;
    private DateTimeOffset? _lastFailure;
    private DateTimeOffset? _lastOutcome;
    private bool _hasFailedLast;

    /// <summary>Records the outcome of a request. Decisions not to use the search have no effect.</summary>
    /// <param name="reason">The reason why the search did not answer; null when it did.</param>
    public void Record(FallbackReason? reason)
    {
        if (reason?.IsFailure() == false)
        {
            return;
        }

        lock (_lock)
        {
            var now = time.GetUtcNow();
            _lastOutcome = now;
            _hasFailedLast = reason is not null;
            if (reason is { } failure)
            {
                (_lastFailure, _lastReason) = (now, failure);
            }

            _failures.Enqueue(_hasFailedLast);
            if (_failures.Count > Outcomes)
            {
                _failures.Dequeue();
            }
        }
    }

    /// <summary>Returns the state, and the error of every state that is not healthy.</summary>
    /// <param name="circuit">The state of the circuit breaker.</param>
    public (string Status, string? Error) Of(CircuitState circuit)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var age = now - _lastFailure;
            var hasMostlyFailed = _failures.Count(failed => failed) * 2 >= _failures.Count && _lastFailure is not null;
            return circuit switch
            {
                CircuitState.Isolated => (Unavailable, "An operator keeps the circuit breaker open."),
                CircuitState.Open => (Unavailable, $"The circuit breaker is open.{LastFailure(age)}"),
                CircuitState.HalfOpen => (Recovering, $"The circuit breaker is testing the search.{LastFailure(age)}"),
                _ when _lastOutcome is null || now - _lastOutcome > Relevance => (Unknown, null),
                _ when !hasMostlyFailed => (Healthy, null),
                _ when _hasFailedLast => (Unhealthy, $"The search is failing.{LastFailure(age)}"),
                _ when age < RecoveryTime => (Recovering, $"The search answers again.{LastFailure(age)}"),
                _ => (Healthy, null),
            };
        }
    }

    private string LastFailure(TimeSpan? age) => age is { } since
        ? string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $" Last failure {since.TotalSeconds:0.0} s ago: {_lastReason.ToName()}.")
        : "";
}
