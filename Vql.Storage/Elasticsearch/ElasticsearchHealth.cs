using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vql.Storage.Elasticsearch;

/// <summary>A health check that is healthy while a node responds within the timeout and the cluster is not red.</summary>
internal sealed class ElasticsearchHealth(ISearchTransport transport, TimeProvider time, TimeSpan timeout) : IHealthCheck
{
    private readonly IndexAdmin _indices = new(transport, time);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await _indices.CheckHealthAsync(timeout, cancellationToken) is { } failure
            ? new HealthCheckResult(context.Registration.FailureStatus, failure.Reason)
            : HealthCheckResult.Healthy();
}
