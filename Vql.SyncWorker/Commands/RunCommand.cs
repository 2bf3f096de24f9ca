using System.CommandLine;
using Microsoft.Extensions.Hosting;
using Vql.ServiceDefaults;

namespace Vql.SyncWorker.Commands;

/// <summary><c>run</c>.</summary>
internal static class RunCommand
{
    public static Command Build()
    {
        var command = new Command("run", """
            Stays: waits for both stores, migrates, creates the indices, indexes everything; then compares and repairs
            every VQL_SYNC_INTERVAL seconds (300). /health, on ASPNETCORE_URLS, is good once the first sync is done.

            Example:
              ASPNETCORE_URLS=http://localhost:5090 Vql.SyncWorker run
            """);
        command.SetAction((_, cancellationToken) => StartUp.RunAsync(() => WorkerHost.BuildWorker().RunAsync(cancellationToken)));
        return command;
    }
}
