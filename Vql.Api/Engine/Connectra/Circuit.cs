using Polly.CircuitBreaker;
using Vql.Api.Engine.Switches;
using Vql.Storage.Monitoring;

namespace Vql.Api.Engine.Connectra;

/// <summary>
/// The circuit breakers of the VQL path: one for lasting failures, and one for sudden outages. An operator can keep them open or closed.
/// </summary>
internal sealed class Circuit(LiveSettings live)
{
    public CircuitBreakerStateProvider Lasting { get; } = new();

    public CircuitBreakerStateProvider Sudden { get; } = new();

    /// <summary>Closes both circuit breakers.</summary>
    public CircuitBreakerManualControl Control { get; } = new();

    /// <summary>The state in which an operator keeps the circuit breakers; null for their own state.</summary>
    public ForcedCircuit? Forced => live.ForcedCircuit;

    /// <summary>The combined state: isolated if an operator keeps the circuit breakers open.</summary>
    public CircuitState State => (Forced, Lasting.CircuitState, Sudden.CircuitState) switch
    {
        (ForcedCircuit.Open, _, _) => CircuitState.Isolated,
        (ForcedCircuit.Closed, _, _) => CircuitState.Closed,
        (_, CircuitState.Closed, var sudden) => sudden,
        (_, var lasting, CircuitState.Closed) => lasting,
        (_, CircuitState.HalfOpen, CircuitState.HalfOpen) => CircuitState.HalfOpen,
        _ => CircuitState.Open,
    };

    /// <summary>
    /// Returns whether a request may be sent. Circuit breakers that opened before they were kept closed are closed first.
    /// </summary>
    public async ValueTask<bool> AllowsAsync(CancellationToken cancellationToken)
    {
        var forced = Forced;
        if (forced == ForcedCircuit.Closed
            && (Lasting.CircuitState != CircuitState.Closed || Sudden.CircuitState != CircuitState.Closed))
        {
            await Control.CloseAsync(cancellationToken);
        }

        return forced != ForcedCircuit.Open;
    }
}
