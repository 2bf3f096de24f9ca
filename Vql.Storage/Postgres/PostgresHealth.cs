using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Vql.Storage.Postgres;

/// <summary>Healthy while the database executes a statement within the check's timeout.</summary>
internal sealed class PostgresHealth(NpgsqlDataSource source) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // Npgsql does not return in time from a command on a silent connection, even when its token is cancelled.
            await ExecuteAsync(cancellationToken).WaitAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "the database does not answer", exception);
        }
    }

    private async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select 1", connection);
        await command.ExecuteScalarAsync(cancellationToken);
    }
}
