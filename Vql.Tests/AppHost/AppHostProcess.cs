using System.Diagnostics;
using System.Globalization;
using Vql.EmbeddedPostgres;
using Vql.Testing.Files;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.AppHost;

/// <summary>
/// The AppHost in a separate process, as a developer starts it: with the dashboard, on its own ports and in its own
/// folder.
/// </summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly SemaphoreSlim _written = new(0);

    private AppHostProcess(ProcessStartInfo start) => _process = new Process { StartInfo = start };

    /// <summary>The port of the dashboard.</summary>
    public int DashboardPort { get; private init; }

    /// <summary>The port of the API.</summary>
    public int ApiPort { get; private init; }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

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

    /// <summary>Starts the AppHost.</summary>
    /// <param name="state">The state folder.</param>
    /// <param name="apiPort">The port of the API. Default: a free port.</param>
    /// <param name="arguments">Further arguments.</param>
    public static AppHostProcess Start(string state, int? apiPort = null, params string[] arguments) =>
        Start(state, apiPort, [], arguments);

    /// <summary>Starts the AppHost with additional environment variables.</summary>
    public static AppHostProcess Start(string state, int? apiPort, Dictionary<string, string> environment, params string[] arguments)
    {
        var dashboard = FreePort.Find();
        var api = apiPort ?? FreePort.Find();
        var start = new ProcessStartInfo(
            "dotnet",
            [Program, "--state", state, "--api-port", api.ToString(CultureInfo.InvariantCulture), "--ops-port", "0", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in new Dictionary<string, string>(environment)
        {
            // Every process of the stack inherits it, so that leftover processes can be found.
            ["VQL_TEST_STACK"] = state,
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = $"http://localhost:{dashboard}",
            ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
            ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = $"http://localhost:{FreePort.Find()}",
            ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = $"http://localhost:{FreePort.Find()}",
        })
        {
            start.Environment[name] = value;
        }

        var host = new AppHostProcess(start) { DashboardPort = dashboard, ApiPort = api };
        host._process.OutputDataReceived += (_, line) => host.Keep(line.Data);
        host._process.ErrorDataReceived += (_, line) => host.Keep(line.Data);
        host._process.Start();
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        return host;
    }

    /// <summary>Waits until the AppHost has written a line with this start or has exited.</summary>
    /// <returns>The line. Null if the AppHost exited without writing it.</returns>
    public async Task<string?> WaitForLineAsync(string start, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        while (true)
        {
            var hasEnded = _process.HasExited;
            lock (_output)
            {
                if (_output.Find(line => line.StartsWith(start, StringComparison.Ordinal)) is { } found)
                {
                    return found;
                }
            }

            if (hasEnded)
            {
                return null;
            }

            try
            {
                await _written.WaitAsync(TimeSpan.FromMilliseconds(500), deadline.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"The AppHost did not write '{start}' within {limit}: {Output}");
            }
        }
    }

    /// <summary>Waits until the AppHost has exited.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(EndLimit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The AppHost did not exit within {EndLimit}: {Output}");
        }

        return _process.ExitCode;
    }

    /// <summary>Interrupts the AppHost as Ctrl+C does.</summary>
    public Task InterruptAsync() => SignalAsync(IgnoresInterrupts() ? "-TERM" : "-INT");

    /// <summary>Kills the AppHost, but not its child processes.</summary>
    public Task KillAsync() => SignalAsync("-KILL");

    public async ValueTask DisposeAsync()
    {
        using (_process)
        {
            if (!_process.HasExited)
            {
                await InterruptAsync();
                using var limit = new CancellationTokenSource(EndLimit);
                await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                _process.Kill(entireProcessTree: true);
            }
        }

        _written.Dispose();
    }

    // The build output of the AppHost. The output folder of the tests contains different files.
    private static string Program { get; } = Path.Combine(
        Repository.Root, "Vql.AppHost", Path.GetRelativePath(Path.Combine(Repository.Root, "Vql.Tests"), AppContext.BaseDirectory),
        "Vql.AppHost.dll");

    // A shell starts programs in the background with SIGINT ignored, and their children inherit that.
    private bool IgnoresInterrupts()
    {
        const ulong interrupt = 1 << 1;
        var status = $"/proc/{_process.Id}/status";
        return File.Exists(status)
            && File.ReadLines(status).FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } line
            && (ulong.Parse(
                line["SigIgn:".Length..].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) & interrupt) != 0;
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            _output.Add(line ?? "");
        }

        _written.Release();
    }
}
