using System.Net;
using System.Net.Sockets;

namespace Vql.Tests.Infrastructure;

/// <summary>
/// A port for an Elasticsearch, which takes the one a hundred above it as well. Both lie below those that outgoing
/// connections are given, one of which could come first, also when the engine is started again.
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
