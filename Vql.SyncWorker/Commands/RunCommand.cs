using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vql.ServiceDefaults;

namespace Vql.SyncWorker.Commands;

/// <summary>The command <c>run</c>.</summary>
internal static class RunCommand
{
    public static Command Build()
    {
        var command = new Command("run", """
            Run until stopped: wait for both stores, migrate the database, index everything once, and then follow
            PostgreSQL's write-ahead log. A change is in the index milliseconds after its commit.

            Several workers can run: one is active, and the others are standbys. Everything is compared and repaired once
            a day (VQL_VERIFY_INTERVAL, in seconds). A warning is logged if the slot retains VQL_SLOT_WARN_MB (1024) of the
            log. At VQL_SLOT_MAX_MB (10240), the slot is dropped and everything is compared. /health, on ASPNETCORE_URLS,
            is healthy as soon as everything is indexed.

            If an administrator changes the slot, the publication or the replica identity, the worker repairs it and
            compares everything. See docs/sync.md.

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

                // If a service fails, the host stops without an exception.
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
