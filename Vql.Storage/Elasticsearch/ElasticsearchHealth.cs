using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vql.Storage.Elasticsearch;

/// <summary>Healthy while the cluster can serve.</summary>
internal sealed class ElasticsearchHealth(IndexAdmin indices) : IHealthCheck
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await indices.CheckHealthAsync(Deadline, cancellationToken) is { } failure
            ? new HealthCheckResult(context.Registration.FailureStatus, failure.Reason)
            : HealthCheckResult.Healthy();
}
