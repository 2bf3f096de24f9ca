using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vql.ServiceDefaults;

namespace Vql.SyncWorker.Commands;

/// <summary><c>run</c>.</summary>
internal static class RunCommand
{
    public static Command Build()
    {
        var command = new Command("run", """
            Stays: waits for both stores, migrates, indexes everything once, and then follows PostgreSQL's log, so that
            a change is in the index some milliseconds after its commit. Several may run: one is active, the others
            take over. Everything is compared and mended each day (VQL_VERIFY_INTERVAL, seconds). The log that its
            slot holds back is warned of from VQL_SLOT_WARN_MB (1024); at VQL_SLOT_MAX_MB (10240) the slot is given
            up and everything compared instead. /health, on ASPNETCORE_URLS, is good once everything is indexed.
            Changes that administrators make to the slot, the publication or the replica identity are repaired, and
            everything is compared; docs/sync.md lists them.

            Exit codes: 0 stopped on request; 1 wrong configuration; 3 the worker failed unexpectedly.

            Example:
              ASPNETCORE_URLS=http://localhost:5090 Vql.SyncWorker run
            """);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await StartUp.RunAsync(async () =>
            {
                var worker = WorkerHost.BuildWorker();
                var services = worker.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
                await worker.RunAsync(cancellationToken);

                // A host ends as after a stop when one of its services has failed.
                await Task.WhenAll(services.Select(service => service.ExecuteTask).OfType<Task>().Where(task => task.IsFaulted));
            });
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"The worker ended unexpectedly: {exception.GetType().Name}: {exception.Message}");
            return (int)ExitCode.Unavailable;
        }
    }
}
