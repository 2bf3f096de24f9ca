using System.Net;
using System.Net.Sockets;

namespace Vql.Testing.Engines;

/// <summary>
/// Finds a port for Elasticsearch, which also uses the port 100 above it. Both are below the range of ephemeral ports,
/// so that no outgoing connection takes them, even while the engine restarts.
/// </summary>
internal static class EnginePort
{
    private const int First = 12_000;
    private const int Last = 32_000;
    private const int Transport = 100;

    public static int Find()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            if (IsFree(port) && IsFree(port + Transport))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
