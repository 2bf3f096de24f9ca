using System.Diagnostics;
using Vql.SyncWorker;

namespace Vql.Tests.Infrastructure;

/// <summary>The worker's program, as users and scripts run it.</summary>
internal static class WorkerProcess
{
    /// <summary>Runs a command in a separate process. <see cref="WorkerCommand"/> runs it in this process.</summary>
    public static async Task<WorkerCommand> RunAsync(string connectionString, Uri search, params string[] arguments)
    {
        using var process = Start(connectionString, search, arguments);
        var token = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(token);
        var error = process.StandardError.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        return new WorkerCommand(process.ExitCode, await output, await error);
    }

    /// <summary>Starts a command, for tests that kill it.</summary>
    public static Process Start(string connectionString, Uri search, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(WorkerHost).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__vqldb"] = connectionString;
        start.Environment["ConnectionStrings__elasticsearch"] = search.ToString();
        return Process.Start(start)!;
    }
}
