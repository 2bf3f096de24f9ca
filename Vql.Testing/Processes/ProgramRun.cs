using System.Diagnostics;

namespace Vql.Testing.Processes;

/// <summary>The result of a program that has exited.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">The standard output.</param>
/// <param name="Error">The standard error.</param>
/// <param name="PeakMemory">The largest sampled working set, in bytes.</param>
internal sealed record ProgramRun(int ExitCode, string Output, string Error, long PeakMemory)
{
    private static readonly TimeSpan SampleInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs a program to completion. It is killed when the wait is canceled.</summary>
    /// <param name="start">The program. Its output is redirected.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The program is not installed.</exception>
    public static async Task<ProgramRun> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            var exited = process.WaitForExitAsync(cancellationToken);
            var peak = 0L;
            while (await Task.WhenAny(exited, Task.Delay(SampleInterval, TimeProvider.System, cancellationToken)) != exited)
            {
                peak = Math.Max(peak, MemoryOf(process));
            }

            await exited;
            return new ProgramRun(process.ExitCode, await output, await error, peak);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Runs a program to completion.</summary>
    public static Task<ProgramRun> RunAsync(string file, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        RunAsync(new ProcessStartInfo(file, arguments), cancellationToken);

    private static long MemoryOf(Process process)
    {
        try
        {
            process.Refresh();
            return process.WorkingSet64;
        }
        catch (InvalidOperationException)
        {
            // The process has just exited.
            return 0;
        }
    }
}
