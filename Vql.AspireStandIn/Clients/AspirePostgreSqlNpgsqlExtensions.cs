using Aspire.Npgsql;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>The part of Aspire.Npgsql that this solution uses.</summary>
public static class AspirePostgreSqlNpgsqlExtensions
{
    private static readonly TimeSpan HealthCheckLimit = TimeSpan.FromSeconds(5);

    /// <summary>Registers the data source of a connection string, with its health check and telemetry.</summary>
    public static void AddNpgsqlDataSource(this IHostApplicationBuilder builder, string connectionName)
    {
        builder.Services.AddSingleton(services => new NpgsqlDataSourceBuilder(
                builder.Configuration.GetConnectionString(connectionName) is { Length: > 0 } connectionString
                    ? connectionString
                    : throw new InvalidOperationException(
                        $"ConnectionString is missing. It should be provided in 'ConnectionStrings:{connectionName}'."))
            .UseLoggerFactory(services.GetService<Logging.ILoggerFactory>())
            .Build());
        builder.Services.AddHealthChecks().AddCheck<NpgsqlDataSourceHealthCheck>(
            $"PostgreSql_{connectionName}", HealthStatus.Unhealthy, [], HealthCheckLimit);
        var settings = builder.Configuration.GetSection("Aspire:Npgsql");
        if (!settings.GetValue<bool>("DisableTracing"))
        {
            builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource("Npgsql"));
        }

        if (!settings.GetValue<bool>("DisableMetrics"))
        {
            builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter("Npgsql"));
        }
    }
}
