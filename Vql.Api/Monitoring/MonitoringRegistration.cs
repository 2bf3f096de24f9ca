using Vql.Storage.Monitoring;

namespace Vql.Api.Monitoring;

/// <summary>Registers the services that record and read figures.</summary>
internal static class MonitoringRegistration
{
    public static void AddMonitoring(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(MonitoringOptions.Read(builder.Configuration));
        services.AddSingleton<CallRecorder>();
        services.AddSingleton<MonitoringWriter>();
        services.AddSingleton<MonitoringReader>();
        services.AddSingleton<QueryRanking>();
        services.AddSingleton<QueryReader>();
        services.AddSingleton<SyncReader>();
        services.AddHostedService<MonitoringService>();
    }
}
