using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Vql.AppHost.Resources;

/// <summary>Checks whether a database of the embedded server accepts connections.</summary>
internal static class PostgresHealth
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public static async Task<HealthCheckResult> CheckAsync(ReferenceExpression connectionString, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await OpenAsync(connectionString, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }

    /// <summary>
    /// Returns the version of the server. Returns null if the server does not respond: a missing property must not fail
    /// the start.
    /// </summary>
    public static async Task<string?> TryReadVersionAsync(ReferenceExpression connectionString, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await OpenAsync(connectionString, cancellationToken);
            return connection.PostgreSqlVersion.ToString();
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    private static async Task<NpgsqlConnection> OpenAsync(ReferenceExpression connectionString, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(
            $"{await connectionString.GetValueAsync(cancellationToken)};Pooling=false;Timeout={Timeout.TotalSeconds:0}");
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
