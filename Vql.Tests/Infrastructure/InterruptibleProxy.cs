using System.Net;
using System.Net.Sockets;

namespace Vql.Tests.Infrastructure;

/// <summary>A TCP proxy that a test can interrupt, to simulate an unavailable server, and restore.</summary>
public sealed class InterruptibleProxy : IAsyncDisposable
{
    private readonly Uri _server;
    private readonly List<Socket> _sockets = [];
    private TcpListener _listener = new(IPAddress.Loopback, 0);
    private Task _accepting;

    public InterruptibleProxy(Uri server)
    {
        _server = server;
        _accepting = Listen();
        Url = new UriBuilder(server) { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
    }

    /// <summary>The URL of the proxy.</summary>
    public Uri Url { get; }

    /// <summary>Closes all connections and rejects new ones.</summary>
    public async Task InterruptAsync()
    {
        _listener.Stop();
        lock (_sockets)
        {
            _sockets.ForEach(socket => socket.Dispose());
            _sockets.Clear();
        }

        await _accepting;
    }

    /// <summary>Accepts connections again on the same port.</summary>
    public void Restore()
    {
        _listener = new TcpListener(IPAddress.Loopback, Url.Port);
        _accepting = Listen();
    }

    public async ValueTask DisposeAsync() => await InterruptAsync();

    private Task Listen()
    {
        _listener.Start();
        return AcceptAsync(_listener);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        var relays = new List<Task>();
        try
        {
            while (true)
            {
                relays.Add(RelayAsync(await listener.AcceptSocketAsync()));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The proxy was interrupted, perhaps between two connections.
        }

        await Task.WhenAll(relays);
    }

    private async Task RelayAsync(Socket near)
    {
        var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        lock (_sockets)
        {
            _sockets.AddRange([near, far]);
        }

        try
        {
            await far.ConnectAsync(_server.Host, _server.Port);
            await Task.WhenAny(CopyAsync(near, far), CopyAsync(far, near));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The server is unavailable, or the proxy was interrupted.
        }
        finally
        {
            near.Dispose();
            far.Dispose();
        }
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        await using var source = new NetworkStream(from);
        await using var target = new NetworkStream(to);
        try
        {
            await source.CopyToAsync(target);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // One end has closed the connection.
        }
    }
}
