using System.Diagnostics;
using System.Globalization;

namespace Vql.Testing.Processes;

/// <summary>A server in a separate process, which can be killed, suspended and measured.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    // Elasticsearch needs 15 s on an idle machine, and longer while other processes run.
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly CapturedOutput _output = new();
    private readonly Process _process;

    private ServerProcess(ProcessStartInfo start) => _process = new Process { StartInfo = start };

    /// <summary>The console output so far.</summary>
    public string Output => _output.Text;

    /// <summary>The current working set, in bytes.</summary>
    public long Memory => Current.WorkingSet64;

    /// <summary>The largest working set so far, in bytes.</summary>
    public long PeakMemory => Current.PeakWorkingSet64;

    /// <summary>The current working set of the process and of the processes that it started, in bytes. On Linux only.</summary>
    public long TreeMemory => ProcessTree.MemoryOf(_process.Id);

    /// <summary>The total CPU time of the process.</summary>
    public TimeSpan ProcessorTime => Current.TotalProcessorTime;

    private Process Current
    {
        get
        {
            _process.Refresh();
            return _process;
        }
    }

    /// <summary>Starts a server and waits until a URL returns a success status.</summary>
    /// <param name="file">The program.</param>
    /// <param name="arguments">The arguments of the program.</param>
    /// <param name="environment">Environment variables, in addition to those of this process.</param>
    /// <param name="ready">The URL.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="InvalidOperationException">The server exited or did not respond. The message contains its output.</exception>
    public static async Task<ServerProcess> StartAsync(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, Uri ready,
        CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = Path.GetTempPath() };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var server = new ServerProcess(start);
        try
        {
            server._output.Start(server._process);
            await server.WaitUntilReadyAsync(ready, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc cref="StartAsync(string, IEnumerable{string}, IReadOnlyDictionary{string, string}, Uri, CancellationToken)"/>
    public static Task<ServerProcess> StartAsync(
        string file, IEnumerable<string> arguments, Uri ready, CancellationToken cancellationToken) =>
        StartAsync(file, arguments, new Dictionary<string, string>(), ready, cancellationToken);

    /// <summary>Kills the process, which simulates a crash.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Suspends the process, which simulates a hang: it accepts connections but does not respond. On Unix only.</summary>
    public Task SuspendAsync() => SignalAsync("-STOP");

    /// <summary>Stops the process, and kills it with its child processes if it does not exit in time.</summary>
    public async ValueTask DisposeAsync()
    {
        using (_process)
        {
            if (!HasStarted || _process.HasExited || (!OperatingSystem.IsWindows() && await StopAsync()))
            {
                return;
            }

            await KillAsync();
        }
    }

    private bool HasStarted
    {
        get
        {
            try
            {
                return _process.Id > 0;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }
    }

    private async Task<bool> StopAsync()
    {
        await SignalAsync("-TERM");
        // A suspended process receives the signal when it continues.
        await SignalAsync("-CONT");
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)])
        {
            // The process may have exited by itself, which "kill" reports.
            RedirectStandardError = true,
        })!;
        await kill.WaitForExitAsync(CancellationToken.None);
    }

    private async Task WaitUntilReadyAsync(Uri ready, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(StartLimit);
        while (!_process.HasExited)
        {
            try
            {
                using var answer = await client.GetAsync(ready, deadline.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                break;
            }

            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }

        throw new InvalidOperationException(
            $"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)} did not start:\n{Output}");
    }
}
