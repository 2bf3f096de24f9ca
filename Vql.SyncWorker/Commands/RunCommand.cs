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
            Stays: waits for both stores, migrates, indexes everything once, and then follows PostgreSQL's log, so that
            a change is in the index some milliseconds after its commit. Several may run: one is active, the others
            take over. Everything is compared and mended each day (VQL_VERIFY_INTERVAL, seconds). The log that its
            slot holds back is warned of from VQL_SLOT_WARN_MB (1024); at VQL_SLOT_MAX_MB (10240) the slot is given
            up and everything compared instead. /health, on ASPNETCORE_URLS, is good once everything is indexed.

            Example:
              ASPNETCORE_URLS=http://localhost:5090 Vql.SyncWorker run
            """);
        command.SetAction((_, cancellationToken) => StartUp.RunAsync(() => WorkerHost.BuildWorker().RunAsync(cancellationToken)));
        return command;
    }
}
