using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Vql.EmbeddedPostgres;

/// <summary>The fast shutdown of PostgreSQL: disconnects clients and keeps committed changes.</summary>
internal static partial class FastShutdown
{
    private const int Interrupt = 2;

    /// <summary>Requests a fast shutdown of a server. Kills the server if it cannot be signaled.</summary>
    public static void Request(Process server)
    {
        if (OperatingSystem.IsWindows() || Kill(server.Id, Interrupt) != 0)
        {
            server.Kill(entireProcessTree: true);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
