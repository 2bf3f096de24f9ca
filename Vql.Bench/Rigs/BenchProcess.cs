using System.Diagnostics;

namespace Vql.Bench.Rigs;

/// <summary>What a program that ended came to.</summary>
/// <param name="Json">Its last line that is a JSON object.</param>
/// <param name="PeakMemory">The most memory it was seen to hold, bytes.</param>
internal sealed record BenchRun(string Json, long PeakMemory);

/// <summary>A process of a rig: its output is kept for when it fails, and it ends with the rig.</summary>
internal sealed class BenchProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

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
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Memory it holds now, bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Processor time it has had, of all cores.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a server and waits until a URL answers.</summary>
    /// <exception cref="InvalidOperationException">It ended, or does not answer; the message holds what it said.</exception>
    public static async Task<BenchProcess> StartAsync(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, Uri ready, CancellationToken cancellationToken)
    {
        var process = new BenchProcess(file, arguments, environment);
        using var client = new HttpClient();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        while (!process._process.HasExited)
        {
            try
            {
                if ((await client.GetAsync(ready, limit.Token)).IsSuccessStatusCode)
                {
                    return process;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(LookInterval, TimeProvider.System, limit.Token);
        }

        throw process.Failed();
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it said.</exception>
    public static async Task<BenchRun> RunAsync(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        await using var process = new BenchProcess(file, arguments, environment);
        var ended = process._process.WaitForExitAsync(cancellationToken);
        var peak = 0L;
        while (await Task.WhenAny(ended, Task.Delay(LookInterval, TimeProvider.System, cancellationToken)) != ended)
        {
            try
            {
                peak = Math.Max(peak, process.Memory);
            }
            catch (InvalidOperationException)
            {
                // It ended between the two lines.
            }
        }

        await ended;
        if (process._process.ExitCode != 0)
        {
            throw process.Failed();
        }

        lock (process._output)
        {
            return new BenchRun(process._output.LastOrDefault(line => line.StartsWith('{')) ?? "{}", peak);
        }
    }

    /// <summary>Ends it at once, as a crash does.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>Has it hang: it stays, takes connections, and says nothing.</summary>
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

    private InvalidOperationException Failed()
    {
        lock (_output)
        {
            return new InvalidOperationException($"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)} failed:\n{string.Join('\n', _output)}");
        }
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            _output.Add(line ?? "");
        }
    }
}
