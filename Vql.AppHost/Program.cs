using Vql.AppHost.Preflight;
using Vql.AppHost.Publishing;
using Vql.AppHost.Stack;
using Vql.AppHost.Supervision;
using Vql.AppHost.Topologies;

if (StackOptions.Read(args, out var exitCode) is not { } options)
{
    return exitCode;
}

try
{
    var builder = DistributedApplication.CreateBuilder(options.Remaining);
    if (builder.ExecutionContext.IsPublishMode)
    {
        // The embedded topology runs on this machine only.
        options = options with { Topology = Topology.Containers };
    }

    var stores = builder.AddStores(options);
    var connectra = builder.AddConnectra(stores, options);
    var load = builder.AddFirstLoad(stores, options);
    builder.AddSyncWorker(stores, load);
    var api = builder.AddApi(stores, connectra, load, options);
    builder.AddOpsPage(stores, api, options);
    builder.AddDeploymentSteps();
    builder.AddMachineCheck(options);
    builder.AddSupervision(options);
    await builder.Build().RunAsync();
    return Environment.ExitCode;
}
catch (DistributedApplicationException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return ExitCodes.Failed;
}
