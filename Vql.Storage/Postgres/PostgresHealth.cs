using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Vql.Storage.Postgres;

/// <summary>A health check that is healthy while the database executes a statement within the timeout of the check.</summary>
internal sealed class PostgresHealth(NpgsqlDataSource source) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // On an unresponsive connection, a command does not return in time after its token is canceled.
            await ExecuteAsync(cancellationToken).WaitAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "the database is unavailable", exception);
        }
    }

    private async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select 1", connection);
        await command.ExecuteScalarAsync(cancellationToken);
    }
}
