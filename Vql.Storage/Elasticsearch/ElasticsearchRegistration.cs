using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.ServiceDiscovery.Http;

namespace Vql.Storage.Elasticsearch;

/// <summary>Registers the Elasticsearch client.</summary>
public static class ElasticsearchRegistration
{
    /// <summary>The name of the health check, which is that of Elastic's Aspire integration.</summary>
    public const string HealthCheckName = "Elastic.Clients.Elasticsearch";

    /// <summary>
    /// Adds <see cref="SearchClient"/>, <see cref="BulkClient"/> and <see cref="IndexAdmin"/> over the transport of
    /// <see cref="AddElasticsearchClient"/>.
    /// </summary>
    public static IHostApplicationBuilder AddElasticsearch(this IHostApplicationBuilder builder)
    {
        builder.AddElasticsearchClient(ElasticsearchOptions.ConnectionName);
        builder.Services.AddSingleton<SearchClient>();
        builder.Services.AddSingleton<BulkClient>();
        builder.Services.AddSingleton<IndexAdmin>();
        return builder;
    }

    /// <summary>
    /// Adds <see cref="ISearchTransport"/>, its settings and a health check. The settings are the variables
    /// <c>ELASTICSEARCH_*</c>, otherwise the connection string, otherwise the section
    /// <c>Aspire:Elastic:Clients:Elasticsearch</c>. Replaces the method of Elastic's package
    /// <c>Aspire.Elastic.Clients.Elasticsearch</c>.
    /// </summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="connectionName">The name of the connection string.</param>
    /// <param name="configureSettings">Changes the settings that were read from the configuration.</param>
    /// <exception cref="OptionsValidationException">Settings are invalid. The failures name each of them.</exception>
    public static void AddElasticsearchClient(
        this IHostApplicationBuilder builder, string connectionName, Action<ElasticClientsElasticsearchSettings>? configureSettings = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        var (options, settings) = ElasticsearchConfiguration.Read(builder.Configuration, connectionName, configureSettings);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<ISearchTransport>(services => new HttpTransport(
            options,
            services.GetService<IServiceDiscoveryHttpMessageHandlerFactory>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetService<ILogger<HttpTransport>>()));
        if (!settings.DisableHealthChecks)
        {
            builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
                HealthCheckName,
                services => new ElasticsearchHealth(
                    services.GetRequiredService<ISearchTransport>(),
                    services.GetRequiredService<TimeProvider>(),
                    settings.HealthCheckLimit),
                failureStatus: null,
                tags: null));
        }
    }
}
