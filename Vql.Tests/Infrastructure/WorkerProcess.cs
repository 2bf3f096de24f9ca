using System.Diagnostics;
using Vql.SyncWorker;
using Vql.Testing.Processes;

namespace Vql.Tests.Infrastructure;

/// <summary>The worker's program, as users and scripts run it.</summary>
internal static class WorkerProcess
{
    /// <summary>Runs a command in a separate process. <see cref="WorkerCommand"/> runs it in this process.</summary>
    public static async Task<WorkerCommand> RunAsync(string connectionString, Uri search, params string[] arguments)
    {
        var run = await ProgramRun.RunAsync(Program(connectionString, search, arguments), TestContext.Current.CancellationToken);
        return new WorkerCommand(run.ExitCode, run.Output, run.Error);
    }

    /// <summary>Starts a command, for tests that kill it.</summary>
    public static Process Start(string connectionString, Uri search, params string[] arguments) =>
        Process.Start(Program(connectionString, search, arguments))!;

    private static ProcessStartInfo Program(string connectionString, Uri search, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(WorkerHost).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__vqldb"] = connectionString;
        start.Environment["ConnectionStrings__elasticsearch"] = search.ToString();
        return start;
    }
}
