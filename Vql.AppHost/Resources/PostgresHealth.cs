using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Vql.AppHost.Resources;

/// <summary>Whether the embedded server's database takes connections.</summary>
internal static class PostgresHealth
{
    public static async Task<HealthCheckResult> CheckAsync(ReferenceExpression connectionString, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection($"{await connectionString.GetValueAsync(cancellationToken)};Pooling=false;Timeout=5");
            await connection.OpenAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}
