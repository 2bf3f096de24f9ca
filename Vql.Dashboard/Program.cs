using Vql.Dashboard;
using Vql.ServiceDefaults;

return args is [HealthProbe.Argument]
    ? await HealthProbe.RunAsync("/alive", 8080)
    : await StartUp.RunAsync(() => DashboardHost.Build(args).RunAsync());
