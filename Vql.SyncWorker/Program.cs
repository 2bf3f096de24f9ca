using Vql.ServiceDefaults;
using Vql.SyncWorker.Commands;

return args is [HealthProbe.Argument]
    ? await HealthProbe.RunAsync("/alive", 8080)
    : await CommandLine.RunAsync(args);
