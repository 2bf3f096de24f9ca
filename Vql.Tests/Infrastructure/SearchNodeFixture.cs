using Microsoft.AspNetCore.Builder;
using Vql.SearchNode;

namespace Vql.Tests.Infrastructure;

/// <summary>A search node in this process, on a free port and a folder of its own.</summary>
public sealed class SearchNodeFixture : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"vql-node-{Guid.NewGuid():N}");
    private WebApplication? _node;

    public Uri Url { get; private set; } = null!;

    public ValueTask InitializeAsync() => StartAsync(0);

    /// <summary>Starts with a copy of what a stopped node holds.</summary>
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

    /// <summary>Takes the node away.</summary>
    public async ValueTask StopAsync()
    {
        if (_node is { } node)
        {
            _node = null;
            await node.StopAsync(CancellationToken.None);
            await node.DisposeAsync();
        }
    }

    /// <summary>Brings it back where it was, with what it held.</summary>
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
