using Microsoft.AspNetCore.Builder;
using Vql.SearchNode;

namespace Vql.Tests.Infrastructure;

/// <summary>A search node in this process, with a free port and its own folder.</summary>
public sealed class SearchNodeFixture : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"vql-node-{Guid.NewGuid():N}");
    private WebApplication? _node;

    public Uri Url { get; private set; } = null!;

    public ValueTask InitializeAsync() => StartAsync(0);

    /// <summary>Starts the node with a copy of the data of a stopped node.</summary>
    public ValueTask StartOnCopyAsync(SearchNodeFixture stopped)
    {
        foreach (var file in Directory.EnumerateFiles(stopped._folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder, Path.GetRelativePath(stopped._folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return StartAsync(0);
    }

    /// <summary>Stops the node.</summary>
    public async ValueTask StopAsync()
    {
        if (_node is { } node)
        {
            _node = null;
            await node.StopAsync(CancellationToken.None);
            await node.DisposeAsync();
        }
    }

    /// <summary>Restarts the node on the same port with the same data.</summary>
    public ValueTask RestartAsync() => StartAsync(Url.Port);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async ValueTask StartAsync(int port)
    {
        _node = Node.Build(new NodeOptions(_folder, null), port);
        await _node.StartAsync(TestContext.Current.CancellationToken);
        Url = new Uri(_node.Urls.First());
    }
}
