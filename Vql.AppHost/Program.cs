using Microsoft.Extensions.DependencyInjection;
using Vql.EmbeddedPostgres;
using Vql.AppHost.Stack;
using Vql.AppHost.Topologies;

if (StackOptions.Read(args) is not { } options)
{
    return StackOptions.LastExitCode;
}

try
{
    var builder = DistributedApplication.CreateBuilder(options.Remaining);
    var stores = options.Topology == Topology.Containers ? builder.AddContainerStores() : builder.AddEmbeddedStores(options);
    var connectra = options.Topology == Topology.Containers ? builder.AddConnectraContainer(stores) : builder.AddConnectraProject(stores);
    var load = builder.AddFirstLoad(stores, options);
    builder.AddSyncWorker(stores, load);
    builder.AddApi(stores, connectra, load);
    builder.Services.AddHostedService<StackReport>();
    await builder.Build().RunAsync();
    return Environment.ExitCode;
}
catch (DistributedApplicationException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
