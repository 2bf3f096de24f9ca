using Vql.Api;
using Vql.ServiceDefaults;

return await StartUp.RunAsync(() => Api.Build(args).RunAsync());
