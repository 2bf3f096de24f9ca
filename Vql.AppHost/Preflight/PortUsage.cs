using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Vql.AppHost.Preflight;

/// <summary>Checks whether a port is in use, and by which process.</summary>
internal static class PortUsage
{
    private const string Listening = "0A";
    private const int AddressColumn = 1;
    private const int StateColumn = 3;
    private const int InodeColumn = 9;

    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>Returns whether no process listens on a port of the loopback interface.</summary>
    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException exception)
        {
            // Missing permissions are reported by the process that needs the port.
            return exception.SocketErrorCode != SocketError.AddressAlreadyInUse;
        }
    }

    /// <summary>
    /// Describes the process that listens on a port, such as <c> by nginx (process 12)</c>. Returns an empty string if
    /// the process cannot be determined.
    /// </summary>
    public static string Describe(int port)
    {
        if (!OperatingSystem.IsLinux())
        {
            return "";
        }

        var sockets = Tables.Where(File.Exists).SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns.Length > InodeColumn && columns[StateColumn] == Listening
                && columns[AddressColumn].EndsWith(string.Create(CultureInfo.InvariantCulture, $":{port:X4}"), StringComparison.Ordinal))
            .Select(columns => $"socket:[{columns[InodeColumn]}]")
            .ToHashSet();
        var process = Directory.EnumerateDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
            .FirstOrDefault(folder => HasOneOf(folder, sockets));
        return process is null ? "" : $" by {NameOf(process)} (process {Path.GetFileName(process)})";
    }

    private static bool HasOneOf(string process, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(process, "fd"))
                .Any(file => new FileInfo(file).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The process belongs to another user or has just exited.
            return false;
        }
    }

    private static string NameOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "comm")).Trim();
        }
        catch (IOException)
        {
            return "an unknown program";
        }
    }
}
