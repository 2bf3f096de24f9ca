using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Vql.Storage.Postgres;

/// <summary>Registers the database.</summary>
public static class PostgresRegistration
{
    private static readonly TimeSpan HealthCheckTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Adds the <see cref="Npgsql.NpgsqlDataSource"/> of <see cref="PostgresConnection.Name"/> with Aspire's integration, and a
    /// health check. Unlike the health check of the integration, it has a timeout. Call
    /// <see cref="PostgresConnection.Configure"/> first.
    /// </summary>
    public static IHostApplicationBuilder AddPostgres(this IHostApplicationBuilder builder)
    {
        builder.AddNpgsqlDataSource(
            PostgresConnection.Name,
            settings => settings.DisableHealthChecks = true,
            source => source.ConfigureTracing(PostgresTracing.Configure));
        builder.Services.AddHealthChecks()
            .AddCheck<PostgresHealth>($"PostgreSql_{PostgresConnection.Name}", HealthStatus.Unhealthy, [], HealthCheckTimeout);
        return builder;
    }
}
