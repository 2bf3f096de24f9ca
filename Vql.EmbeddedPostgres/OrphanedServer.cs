using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Vql.EmbeddedPostgres;

/// <summary>Ends a server that still runs on a data folder: its parent was killed, and a second server would not start.</summary>
internal static class OrphanedServer
{
    private const string PidFile = "postmaster.pid";
    private const string ProcessName = "postgres";

    // The process id is in the first line of the file, the start time in seconds since 1970 in the third.
    private const int StartTimeLine = 2;

    private static readonly TimeSpan StartTimeTolerance = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    /// <summary>Stops the server that the folder's lock file names, if it runs.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task StopAsync(string data, CancellationToken cancellationToken)
    {
        if (Find(data) is not { } server)
        {
            return;
        }

        using (server)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(StopLimit);
            try
            {
                FastShutdown.Request(server);
                await server.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                server.Kill(entireProcessTree: true);
            }
            catch (Win32Exception exception)
            {
                throw new InvalidOperationException(
                    $"PostgreSQL (process {server.Id}) already runs on {data} as another user. Stop it.", exception);
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
            // No such process, or the file went away meanwhile.
            return null;
        }
    }

    // After a restart of the machine the number may be that of another server.
    private static bool IsSame(DateTimeOffset process, DateTimeOffset server) => (server - process).Duration() < StartTimeTolerance;
}
