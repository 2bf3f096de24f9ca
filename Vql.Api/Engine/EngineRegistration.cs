using Vql.Api.Configuration;
using Vql.Api.Engine.Freshness;
using Vql.Api.Engine.Hedging;
using Vql.Api.Engine.Postgres;
using Vql.Api.Engine.Shadow;
using Vql.Api.Engine.Switches;

namespace Vql.Api.Engine;

/// <summary>Registers the services that choose the engine.</summary>
internal static class EngineRegistration
{
    public static void AddEngine(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(EngineOptions.Read(builder.Configuration));
        services.AddSingleton<LiveSettings>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveSettings>());
        services.AddSingleton<EngineGauges>();
        services.AddSingleton<FallbackConcurrencyLimiter>();
        services.AddSingleton<PostgresReads>();
        services.AddSingleton<HedgingPolicy>();
        services.AddSingleton<Routing>();
        services.AddSingleton<DifferenceStore>();
        services.AddSingleton<ShadowRunner>();
        services.AddHostedService(provider => provider.GetRequiredService<ShadowRunner>());
        services.AddSingleton<IndexPosition>();
        services.AddHostedService(provider => provider.GetRequiredService<IndexPosition>());
        services.AddScoped<SearchContext>();
        services.AddScoped<SearchExecutor>();
        services.AddScoped<FallbackSearch>();
        services.AddScoped<SuggestionSearch>();
        services.AddScoped<ValueSearch>();
    }
}
