using Vql.Connectra;
using Vql.ServiceDefaults;

return args is [HealthProbe.Argument]
    ? await HealthProbe.RunAsync("/health", Service.Port)
    : await StartUp.RunAsync(() => Service.Build(args).RunAsync());
