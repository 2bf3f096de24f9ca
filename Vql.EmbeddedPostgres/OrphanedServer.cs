using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Vql.EmbeddedPostgres;

/// <summary>
/// Stops a server that still uses a data folder because its parent was killed. Otherwise, a new server could not start.
/// </summary>
internal static class OrphanedServer
{
    private const string PidFile = "postmaster.pid";
    private const string ProcessName = "postgres";

    // The first line of the file is the process ID, the third line the start time as a Unix timestamp.
    private const int StartTimeLine = 2;

    private static readonly TimeSpan StartTimeTolerance = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Stops the server in the lock file of the folder, if it is running.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="cancellationToken">Cancels the wait for the exit of the server.</param>
    /// <exception cref="InvalidOperationException">The server runs as another user.</exception>
    public static async Task StopAsync(string data, CancellationToken cancellationToken)
    {
        if (Find(data) is not { } server)
        {
            return;
        }

        using (server)
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(StopTimeout);
            try
            {
                FastShutdown.Request(server);
                await server.WaitForExitAsync(timeout.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                server.Kill(entireProcessTree: true);
            }
            catch (Win32Exception exception)
            {
                throw new InvalidOperationException(
                    $"PostgreSQL (process {server.Id}) already uses {data} and runs as another user. Stop that process.", exception);
            }
        }
    }

    private static Process? Find(string data)
    {
        var file = Path.Combine(data, PidFile);
        try
        {
            var lines = File.Exists(file) ? File.ReadAllLines(file) : [];
            if (lines.Length <= StartTimeLine
                || !int.TryParse(lines[0], CultureInfo.InvariantCulture, out var id)
                || !long.TryParse(lines[StartTimeLine], CultureInfo.InvariantCulture, out var started))
            {
                return null;
            }

            var process = Process.GetProcessById(id);
            if (process.ProcessName == ProcessName && IsSame(process.StartTime, DateTimeOffset.FromUnixTimeSeconds(started)))
            {
                return process;
            }

            process.Dispose();
            return null;
        }
        catch (Exception exception)
            when (exception is ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            // The process does not exist, or the file was deleted concurrently.
            return null;
        }
    }

    // After a restart of the machine, another server may have the process ID.
    private static bool IsSame(DateTimeOffset process, DateTimeOffset server) => (server - process).Duration() < StartTimeTolerance;
}
