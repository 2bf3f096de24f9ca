using System.Net;
using System.Net.Sockets;

namespace Vql.Tests.Infrastructure;

/// <summary>A line to a server that a test cuts, as if the server went away, and mends.</summary>
public sealed class CuttableLine : IAsyncDisposable
{
    private readonly Uri _server;
    private readonly List<Socket> _ends = [];
    private TcpListener _listener = new(IPAddress.Loopback, 0);
    private Task _accepting;

    public CuttableLine(Uri server)
    {
        _server = server;
        _accepting = Listen();
        Url = new UriBuilder(server) { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
    }

    /// <summary>Where the line begins.</summary>
    public Uri Url { get; }

    /// <summary>Ends all connections and refuses new ones.</summary>
    public async Task CutAsync()
    {
        _listener.Stop();
        lock (_ends)
        {
            _ends.ForEach(end => end.Dispose());
            _ends.Clear();
        }

        await _accepting;
    }

    /// <summary>Takes connections again, where it did before.</summary>
    public void Mend()
    {
        _listener = new TcpListener(IPAddress.Loopback, Url.Port);
        _accepting = Listen();
    }

    public async ValueTask DisposeAsync() => await CutAsync();

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
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Cut.
        }

        await Task.WhenAll(relays);
    }

    private async Task RelayAsync(Socket near)
    {
        var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        lock (_ends)
        {
            _ends.AddRange([near, far]);
        }

        try
        {
            await far.ConnectAsync(_server.Host, _server.Port);
            await Task.WhenAny(CopyAsync(near, far), CopyAsync(far, near));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The server is away, or the line was cut meanwhile.
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
            // Either end is gone; so is the line.
        }
    }
}
