using System.Diagnostics;
using System.Globalization;

namespace Vql.Bench.Rigs;

/// <summary>The result of a program that has exited.</summary>
/// <param name="Json">The last line of its output that is a JSON object.</param>
/// <param name="PeakMemory">The maximum sampled working set, in bytes.</param>
internal sealed record BenchRun(string Json, long PeakMemory);

/// <summary>A process of a rig. Its output is recorded for error messages, and it is killed on disposal.</summary>
internal sealed class BenchProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly List<string> _output = [];

    private BenchProcess(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Record(line.Data);
        _process.ErrorDataReceived += (_, line) => Record(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The current working set, in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>The current working set of the process and of the processes that it started, in bytes. On Linux only.</summary>
    public long TreeMemory
    {
        get
        {
            var processes = Process.GetProcesses();
            try
            {
                var tree = new HashSet<int> { _process.Id };
                while (processes.Any(process => !tree.Contains(process.Id) && tree.Contains(ParentOf(process.Id)) && tree.Add(process.Id)))
                {
                }

                return processes.Where(process => tree.Contains(process.Id)).Sum(process => process.WorkingSet64);
            }
            finally
            {
                Array.ForEach(processes, process => process.Dispose());
            }
        }
    }

    /// <summary>The total CPU time of the process.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a server and waits until a URL returns a success status.</summary>
    /// <exception cref="InvalidOperationException">The server exited. The message contains its output.</exception>
    public static async Task<BenchProcess> StartAsync(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, Uri ready,
        CancellationToken cancellationToken)
    {
        var process = new BenchProcess(file, arguments, environment);
        using var client = new HttpClient();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StartTimeout);
        while (!process._process.HasExited)
        {
            try
            {
                if ((await client.GetAsync(ready, timeout.Token)).IsSuccessStatusCode)
                {
                    return process;
                }
            }
            catch (HttpRequestException)
            {
                // The server is not listening yet.
            }

            await Task.Delay(PollInterval, TimeProvider.System, timeout.Token);
        }

        throw process.CreateException();
    }

    /// <summary>Runs a program to completion.</summary>
    /// <exception cref="InvalidOperationException">The program failed. The message contains its output.</exception>
    public static async Task<BenchRun> RunAsync(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        await using var process = new BenchProcess(file, arguments, environment);
        var exited = process._process.WaitForExitAsync(cancellationToken);
        var peak = 0L;
        while (await Task.WhenAny(exited, Task.Delay(PollInterval, TimeProvider.System, cancellationToken)) != exited)
        {
            try
            {
                peak = Math.Max(peak, process.Memory);
            }
            catch (InvalidOperationException)
            {
                // The process has just exited.
            }
        }

        await exited;
        if (process._process.ExitCode != 0)
        {
            throw process.CreateException();
        }

        lock (process._output)
        {
            return new BenchRun(process._output.LastOrDefault(line => line.StartsWith('{')) ?? "{}", peak);
        }
    }

    /// <summary>Kills the process, which simulates a crash.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>Suspends the process, which simulates a hang: it accepts connections but does not respond.</summary>
    public async Task SuspendAsync()
    {
        using var signal = Process.Start("kill", ["-STOP", $"{_process.Id}"]);
        await signal.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    // The fourth field of the file, after the name of the program in parentheses.
    private static int ParentOf(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // The process has just exited.
            return 0;
        }
    }

    private InvalidOperationException CreateException()
    {
        var command = $"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)}";
        lock (_output)
        {
            return new InvalidOperationException($"{command} failed:\n{string.Join('\n', _output)}");
        }
    }

    private void Record(string? line)
    {
        lock (_output)
        {
            _output.Add(line ?? "");
        }
    }
}
