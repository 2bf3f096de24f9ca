using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Vql.AppHost.Resources;

namespace Vql.AppHost.Commands;

/// <summary>The output of one run of the worker's command line.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Result">The JSON object that the command printed. Null if it failed before that.</param>
/// <param name="Errors">The last lines of standard error.</param>
internal sealed record WorkerOutput(int ExitCode, JsonElement? Result, IReadOnlyList<string> Errors);

/// <summary>Runs the worker's command line as a child process.</summary>
internal static partial class WorkerProcess
{
    private const int ErrorLines = 20;
    private const int SignalTerminate = 15;

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Runs a command with <c>--json</c> and logs each line of its other output.</summary>
    /// <param name="arguments">The command and its arguments.</param>
    /// <param name="environment">Environment variables in addition to those of this process.</param>
    /// <param name="logger">The log of the resource.</param>
    /// <param name="cancellationToken">
    /// Stops the process, first with SIGTERM so that the command can finish its batch.
    /// </param>
    public static async Task<WorkerOutput> RunAsync(
        IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?> environment, ILogger logger,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var command = arguments[0];
        using var process = Process.Start(Describe(arguments, environment))
            ?? throw new DistributedApplicationException("Cannot start 'dotnet'. Check that the .NET SDK is on PATH.");
        JsonElement? result = null;
        var errors = new Queue<string>();
        var output = ReadLinesAsync(process.StandardOutput, line =>
        {
            result = TryParse(line) ?? result;
        });
        var log = ReadLinesAsync(process.StandardError, line =>
        {
            Log.CommandOutput(logger, command, line);
            errors.Enqueue(line);
            if (errors.Count > ErrorLines)
            {
                errors.Dequeue();
            }
        });

        using var timeout = new CancellationTokenSource();
        await using (cancellationToken.UnsafeRegister(_ => Stop(process, timeout), null))
        {
            try
            {
                await process.WaitForExitAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                Log.CommandKilled(logger, command, StopTimeout);
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }

        await Task.WhenAll(output, log);
        return new WorkerOutput(process.ExitCode, result, [.. errors]);
    }

    private static ProcessStartInfo Describe(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?> environment)
    {
        var assembly = ProgramPath.Of(ProgramPath.SyncWorker);
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments, "--json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(assembly),
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static async Task ReadLinesAsync(StreamReader reader, Action<string> use)
    {
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
        {
            use(line);
        }
    }

    private static JsonElement? TryParse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Stop(Process process, CancellationTokenSource timeout)
    {
        // Windows has no SIGTERM.
        timeout.CancelAfter(OperatingSystem.IsWindows() ? TimeSpan.Zero : StopTimeout);
        if (!OperatingSystem.IsWindows() && !process.HasExited)
        {
            _ = Kill(process.Id, SignalTerminate);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
