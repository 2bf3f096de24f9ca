using System.Diagnostics.Metrics;
using Polly.CircuitBreaker;
using Vql.Api.Engine.Connectra;
using Vql.Api.Engine.Switches;
using Vql.ServiceDefaults.Telemetry;

namespace Vql.Api.Engine;

/// <summary>Reports the state of the circuit breaker and the rollout. Created when the API starts.</summary>
internal sealed class EngineGauges
{
    public EngineGauges(IMeterFactory meters, Circuit circuit, ConnectraOptions connectra, LiveSettings live)
    {
        var meter = meters.Create(TelemetryCatalogue.Api);
        TelemetryCatalogue.CircuitState.CreateObservableGauge<int>(meter, () => circuit.State switch
        {
            CircuitState.Closed => 0,
            CircuitState.HalfOpen => 1,
            _ => 2,
        });
        TelemetryCatalogue.RolloutRatio.CreateObservableGauge<double>(meter, () =>
            connectra.Enabled && !live.IsSearchOff ? live.RolloutPercent / 100 : 0);
    }
}
