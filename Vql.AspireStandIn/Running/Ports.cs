using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Gives endpoints their ports. Processes listen on them directly: there is no proxy between.</summary>
internal static class Ports
{
    /// <summary>Gives every endpoint of a process its port.</summary>
    /// <exception cref="DistributedApplicationException">A port that was asked for is in use; the message names it and whose it is.</exception>
    public static void Allocate(IEnumerable<IResource> resources, bool anyPort)
    {
        foreach (var resource in resources.Where(resource => resource is ProjectResource or ExecutableResource))
        {
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                var wanted = anyPort && endpoint.IsProxied ? null : endpoint.Port ?? endpoint.TargetPort;
                endpoint.AllocatedPort = wanted is { } port ? Check(port, resource) : FindFree();
            }
        }
    }

    private static int Check(int port, IResource resource)
    {
        // An address that an ended connection still lingers on is free: that is what listening asks for, too.
        foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback }.Where(address => Socket.OSSupportsIPv6 || address == IPAddress.Loopback))
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (!OperatingSystem.IsWindows())
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            }

            try
            {
                socket.Bind(new IPEndPoint(address, port));
                socket.Listen();
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw new DistributedApplicationException(string.Create(CultureInfo.InvariantCulture,
                    $"Port {port}, which {resource.Name} needs, is in use. Stop what listens there (is the stack running already?) and start again."));
            }
            catch (SocketException)
            {
                // No such address family on this machine: nobody can be in the way there.
            }
        }

        return port;
    }

    private static int FindFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
