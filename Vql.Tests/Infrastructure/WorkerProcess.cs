using System.Diagnostics;
using System.Text.Json;
using Vql.SyncWorker;

namespace Vql.Tests.Infrastructure;

/// <summary>The worker's command line as a process of its own, as people and scripts use it.</summary>
internal sealed record WorkerProcess(int ExitCode, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public static async Task<WorkerProcess> RunAsync(string connectionString, Uri search, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(WorkerHost).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__vqldb"] = connectionString;
        start.Environment["ConnectionStrings__elasticsearch"] = search.ToString();
        using var process = Process.Start(start)!;
        var token = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(token);
        var error = process.StandardError.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        return new WorkerProcess(process.ExitCode, await output, await error);
    }
}
