using Polly.CircuitBreaker;

namespace Vql.Api.Engine.Connectra;

/// <summary>The circuit breakers of the VQL way: one judges by what lasts, one by what happens at once.</summary>
internal sealed class Circuit
{
    public CircuitBreakerStateProvider Lasting { get; } = new();

    public CircuitBreakerStateProvider Sudden { get; } = new();

    /// <summary>The state of both, as a request finds it.</summary>
    public CircuitState State => (Lasting.CircuitState, Sudden.CircuitState) switch
    {
        (CircuitState.Closed, var sudden) => sudden,
        (var lasting, CircuitState.Closed) => lasting,
        (CircuitState.HalfOpen, CircuitState.HalfOpen) => CircuitState.HalfOpen,
        _ => CircuitState.Open,
    };
}
