using Vql.Connectra;
using Vql.ServiceDefaults;

return await StartUp.RunAsync(() => Service.Build(args).RunAsync());
