using Polly.CircuitBreaker;

namespace Vql.Api.Engine.Connectra;

/// <summary>The circuit breakers of the VQL path: one for lasting failures, and one for sudden outages.</summary>
internal sealed class Circuit
{
    public CircuitBreakerStateProvider Lasting { get; } = new();

    public CircuitBreakerStateProvider Sudden { get; } = new();

    /// <summary>The combined state.</summary>
    public CircuitState State => (Lasting.CircuitState, Sudden.CircuitState) switch
    {
        (CircuitState.Closed, var sudden) => sudden,
        (var lasting, CircuitState.Closed) => lasting,
        (CircuitState.HalfOpen, CircuitState.HalfOpen) => CircuitState.HalfOpen,
        _ => CircuitState.Open,
    };
}
