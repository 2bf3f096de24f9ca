using System.Diagnostics;
using System.Globalization;

namespace Vql.Tests.Infrastructure;

/// <summary>A server in a separate process, for tests that stop or kill it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly List<string> _output = [];

    private ServerProcess(string file, IEnumerable<string> arguments)
    {
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(file, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
                WorkingDirectory = Path.GetTempPath(),
            },
        };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    /// <summary>The peak memory usage so far, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>The console output so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return string.Join('\n', _output);
            }
        }
    }

    /// <summary>Starts the server and waits until a URL returns a success status.</summary>
    public static Task<ServerProcess> StartAsync(
        string file, IEnumerable<string> arguments, Uri ready, TimeSpan limit, CancellationToken cancellationToken) =>
        StartAsync(file, arguments, [], ready, limit, cancellationToken);

    /// <summary>Starts the server with environment variables and waits until a URL returns a success status.</summary>
    public static async Task<ServerProcess> StartAsync(
        string file, IEnumerable<string> arguments, Dictionary<string, string> environment, Uri ready, TimeSpan limit,
        CancellationToken cancellationToken)
    {
        var server = new ServerProcess(file, arguments);
        foreach (var (name, value) in environment)
        {
            server._process.StartInfo.Environment[name] = value;
        }

        try
        {
            server._process.Start();
            server._process.StandardInput.Close();
            server._process.BeginOutputReadLine();
            server._process.BeginErrorReadLine();
            await server.WaitUntilReadyAsync(ready, limit, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the process.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Stops the process, and kills it with its child processes if it does not exit in time.</summary>
    public async ValueTask DisposeAsync()
    {
        using (_process)
        {
            if (_process.HasExited)
            {
                return;
            }

            if (!OperatingSystem.IsWindows())
            {
                using var term = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
                using var limit = new CancellationTokenSource(StopLimit);
                try
                {
                    await _process.WaitForExitAsync(limit.Token);
                    return;
                }
                catch (OperationCanceledException)
                {
                    // The process did not exit in time and is killed below.
                }
            }

            await KillAsync();
        }
    }

    private async Task WaitUntilReadyAsync(Uri ready, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
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

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }

        throw new InvalidOperationException($"{_process.StartInfo.FileName} did not start: {Output}");
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            _output.Add(line ?? "");
        }
    }
}
