using Vql.Dashboard.Access;
using Vql.Dashboard.Assets;
using Vql.Dashboard.Configuration;
using Vql.Dashboard.Data;
using Vql.Dashboard.Health;
using Vql.Dashboard.Pages;
using Vql.ServiceDefaults;
using Vql.Storage.Monitoring;
using Vql.Storage.Postgres;

namespace Vql.Dashboard;

/// <summary>The dashboard as a web application, for its own process and for tests.</summary>
internal static class DashboardHost
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        DashboardOptions options = null!;
        StartUp.Configure(
            () => PostgresConnection.Configure(builder.Configuration),
            () => options = DashboardOptions.Read(builder.Configuration));
        builder.AddPostgres();
        builder.AddAccess(options);
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<MonitoringReader>();
        services.AddSingleton<QueryRanking>();
        services.AddSingleton<QueryReader>();
        services.AddSingleton<QueryAdviceReader>();
        services.AddSingleton<SyncReader>();
        services.AddSingleton<FreshnessTable>();
        services.AddSingleton<AuditTable>();
        services.AddSingleton<AuditedActions>();
        services.AddSingleton<OperatorRequestTable>();
        services.AddSingleton<IndexReportTable>();
        services.AddSingleton<SwitchTable>();
        services.AddSingleton<DeadLetterStore>();
        services.AddSingleton<DatabaseIndexes>();
        services.AddSingleton<PostgresSearch>();
        services.AddSingleton<QueryPlans>();
        services.AddTransient<HealthReader>();
        services.AddHttpClient<ApiClient>(client => client.MaxResponseContentBufferSize = ApiClient.MaxAnswerBytes);
        services.AddRazorComponents();

        var app = builder.Build();
        app.UseMiddleware<ProtectiveHeaders>();
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapDefaultEndpoints();
        app.MapAssets();
        app.MapAccess(options);
        app.MapDeadLetterActions();
        app.MapSwitchActions();
        app.MapRequestActions();
        app.MapRazorComponents<App>();
        return app;
    }
}
