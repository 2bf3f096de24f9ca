using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Vql.EmbeddedPostgres;

/// <summary>PostgreSQL's fast shutdown: clients are disconnected, committed changes stay.</summary>
internal static partial class FastShutdown
{
    private const int Interrupt = 2;

    /// <summary>Asks a server to shut down.</summary>
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
