using Vql.Api;
using Vql.ServiceDefaults;

return args is [HealthProbe.Argument]
    ? await HealthProbe.RunAsync("/alive", 8080)
    : await StartUp.RunAsync(() => Api.Build(args).RunAsync());
