using System.Diagnostics;
using System.Globalization;

namespace Vql.EmbeddedPostgres;

/// <summary>Ends a server that still runs on a data folder: its parent was killed, and a second server would not start.</summary>
internal static class OrphanedServer
{
    private const string PidFile = "postmaster.pid";
    private const string ProcessName = "postgres";

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
        }
    }

    private static Process? Find(string data)
    {
        var file = Path.Combine(data, PidFile);
        try
        {
            // A number that another program has by now, after a restart of the machine, is not the server.
            return File.Exists(file)
                && int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var id)
                && Process.GetProcessById(id) is { } process
                && process.ProcessName == ProcessName
                    ? process
                    : null;
        }
        catch (Exception exception)
            when (exception is ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            // No such process, or the file went away meanwhile.
            return null;
        }
    }
}
