using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vql.SyncWorker.Run;

/// <summary>Unhealthy until everything is indexed for the first time, degraded while syncs fail.</summary>
internal sealed class SyncHealth : IHealthCheck
{
    private volatile string? _waitingFor = "the first sync";
    private volatile bool _syncedOnce;

    public void Succeeded()
    {
        _syncedOnce = true;
        _waitingFor = null;
    }

    public void Failed(string reason) => _waitingFor = reason;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_waitingFor is not { } reason ? HealthCheckResult.Healthy()
            : _syncedOnce ? HealthCheckResult.Degraded(reason)
            : HealthCheckResult.Unhealthy(reason));
}
