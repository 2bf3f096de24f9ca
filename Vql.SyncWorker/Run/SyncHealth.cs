using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vql.SyncWorker.Run;

/// <summary>
/// The health of the worker: unhealthy until everything is indexed for the first time, degraded while the sync fails.
/// </summary>
internal sealed class SyncHealth : IHealthCheck
{
    private volatile string? _reason = "Waiting for the first sync";
    private volatile bool _hasSynced;

    public void Succeeded()
    {
        _hasSynced = true;
        _reason = null;
    }

    public void Failed(string reason) => _reason = reason;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_reason is not { } reason ? HealthCheckResult.Healthy()
            : _hasSynced ? HealthCheckResult.Degraded(reason)
            : HealthCheckResult.Unhealthy(reason));
}
