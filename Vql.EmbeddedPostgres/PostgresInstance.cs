using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Npgsql;

namespace Vql.EmbeddedPostgres;

/// <summary>A private PostgreSQL server: its data folder and its process.</summary>
/// <param name="binaries">The programs of the server.</param>
/// <param name="folder">The folder of the server, which contains the data folder.</param>
/// <param name="port">The port on 127.0.0.1.</param>
/// <param name="password">The password of the user <c>postgres</c>.</param>
/// <param name="onLine">Called with each line of the server log.</param>
internal sealed class PostgresInstance(
    PostgresBinaries binaries, string folder, int port, string password, Action<string>? onLine = null) : IAsyncDisposable
{
    /// <summary>The name of the superuser.</summary>
    public const string UserName = "postgres";

    private const int MaxOutputLines = 50;

    private static readonly string[] FixedSettings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "wal_level=logical"];
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private readonly UnprivilegedUser _user = UnprivilegedUser.Choose();
    private readonly string _data = Path.Combine(folder, "data");
    private Process? _process;

    /// <summary>Returns the connection string of a database.</summary>
    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={port.ToString(CultureInfo.InvariantCulture)};Username={UserName};Password={password};Database={database}";

    /// <summary>Creates the data folder unless it exists.</summary>
    /// <exception cref="InvalidOperationException"><c>initdb</c> failed. The message contains its output.</exception>
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(Path.Combine(_data, "PG_VERSION")))
        {
            return;
        }

        Directory.CreateDirectory(folder);
        var passwordFile = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(passwordFile, password, cancellationToken);
        if (_user.Name is { } name)
        {
            await RunAsync("chown", ["-R", name, folder], cancellationToken);
        }

        var (file, arguments) = _user.Command(binaries.Initdb,
            [
                "-D", _data, "-U", UserName, "--encoding=UTF8", "--locale=C", "--auth=scram-sha-256",
                $"--pwfile={passwordFile}", "--no-sync",
            ]);
        await RunAsync(file, arguments, cancellationToken);
        File.Delete(passwordFile);
    }

    /// <summary>Starts the server and waits until it accepts connections.</summary>
    /// <param name="settings">Settings for this run, such as <c>fsync=off</c>.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="InvalidOperationException">
    /// The server exited or did not respond. The message contains its output.
    /// </exception>
    public async Task StartAsync(IEnumerable<string> settings, CancellationToken cancellationToken)
    {
        await OrphanedServer.StopAsync(_data, cancellationToken);
        var (file, arguments) = _user.Command(binaries.Postgres,
        [
            "-D", _data, "-p", port.ToString(CultureInfo.InvariantCulture),
            .. FixedSettings.Concat(settings).SelectMany(setting => new[] { "-c", setting }),
        ]);
        var output = new Queue<string>();
        _process = Start(file, arguments, line =>
        {
            onLine?.Invoke(line);
            lock (output)
            {
                output.Enqueue(line);
                if (output.Count > MaxOutputLines)
                {
                    output.Dequeue();
                }
            }
        });

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StartTimeout);
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres") + ";Pooling=false;Timeout=5");
        while (true)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(timeout.Token);
                return;
            }
            catch (NpgsqlException exception) when (!_process.HasExited && IsStarting(exception))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, timeout.Token);
            }
            catch (Exception exception)
                when (exception is NpgsqlException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                lock (output)
                {
                    throw new InvalidOperationException($"PostgreSQL did not start: {string.Join(" ", output)}", exception);
                }
            }
        }
    }

    /// <summary>Waits until the server process has exited.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken) =>
        _process?.WaitForExitAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Stops the server: disconnects clients and keeps committed changes.</summary>
    public async Task StopAsync()
    {
        if (_process is not { HasExited: false } process)
        {
            return;
        }

        using var timeout = new CancellationTokenSource(StopTimeout);
        try
        {
            // setpriv replaces itself with the server, so the process ID is that of the server.
            FastShutdown.Request(process);
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process?.Dispose();
    }

    private static bool IsStarting(NpgsqlException exception) =>
        exception.InnerException is SocketException or IOException or TimeoutException
        || exception is PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow };

    private static Process Start(string file, IReadOnlyList<string> arguments, Action<string> onLine)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(file, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                // The unprivileged user needs access to the working directory.
                WorkingDirectory = Path.GetTempPath(),
            },
        };
        process.OutputDataReceived += (_, line) => onLine(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => onLine(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task RunAsync(string file, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var output = new List<string>();
        using var process = Start(file, arguments, line =>
        {
            lock (output)
            {
                output.Add(line);
            }
        });
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{Path.GetFileName(file)} failed: {string.Join(" ", output)}");
        }
    }
}
