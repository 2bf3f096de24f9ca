using Microsoft.Extensions.DependencyInjection;
using Vql.AppHost.Publishing;
using Vql.AppHost.Stack;
using Vql.AppHost.Topologies;
using Vql.EmbeddedPostgres;

if (StackOptions.Read(args) is not { } options)
{
    return StackOptions.LastExitCode;
}

try
{
    var builder = DistributedApplication.CreateBuilder(options.Remaining);
    // Nothing of the embedded topology can run elsewhere.
    var inContainers = builder.ExecutionContext.IsPublishMode || options.Topology == Topology.Containers;
    var stores = inContainers ? builder.AddContainerStores() : builder.AddEmbeddedStores(options);
    var connectra = inContainers ? builder.AddConnectraContainer(stores) : builder.AddConnectraProject(stores);
    var load = builder.AddFirstLoad(stores, options);
    builder.AddSyncWorker(stores, load);
    builder.AddApi(stores, connectra, load);
    builder.AddDeploymentSteps();
    builder.Services.AddHostedService<StackReport>();
    await builder.Build().RunAsync();
    return Environment.ExitCode;
}
catch (DistributedApplicationException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
