using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.ServiceDiscovery.Http;

namespace Vql.Storage.Elasticsearch;

/// <summary>Registers the client.</summary>
public static class ElasticsearchRegistration
{
    /// <summary>
    /// Adds the transport, <see cref="SearchClient"/>, <see cref="BulkClient"/> and <see cref="IndexAdmin"/>,
    /// configured as <see cref="ElasticsearchOptions.Read"/> says; faults of the configuration are thrown here.
    /// </summary>
    public static IHostApplicationBuilder AddElasticsearch(this IHostApplicationBuilder builder)
    {
        var options = ElasticsearchOptions.Read(builder.Configuration);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<ISearchTransport>(services =>
            new HttpTransport(options, services.GetService<IServiceDiscoveryHttpMessageHandlerFactory>()));
        builder.Services.AddSingleton<SearchClient>();
        builder.Services.AddSingleton<BulkClient>();
        builder.Services.AddSingleton<IndexAdmin>();
        builder.Services.AddHealthChecks().AddCheck<ElasticsearchHealth>(ElasticsearchOptions.ConnectionName);
        return builder;
    }
}
