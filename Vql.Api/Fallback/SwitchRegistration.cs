using Vql.Api.Consistency;
using Vql.Api.Health;
using Vql.Api.Shadow;
using Vql.Api.Streams;
using Vql.Api.Telemetry;

namespace Vql.Api.Fallback;

/// <summary>Registers what stands between the routes and the two engines.</summary>
internal static class SwitchRegistration
{
    public static void AddSwitch(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(SwitchOptions.Read(builder.Configuration));
        services.AddSingleton<SwitchGauges>();
        services.AddSingleton<TablesGate>();
        services.AddSingleton<TableReads>();
        services.AddSingleton<Hedging>();
        services.AddSingleton<Routing>();
        services.AddSingleton<DifferenceTable>();
        services.AddSingleton<VqlStatistics>();
        services.AddSingleton<ShadowRuns>();
        services.AddHostedService(provider => provider.GetRequiredService<ShadowRuns>());
        services.AddSingleton<IndexPosition>();
        services.AddHostedService(provider => provider.GetRequiredService<IndexPosition>());
        services.AddScoped<RequestTerms>();
        services.AddScoped<FallbackSearch>();
        services.AddScoped<RowStreams>();
    }
}
