using Microsoft.AspNetCore.Builder;
using Vql.SearchNode;

namespace Vql.Tests.Infrastructure;

/// <summary>A search node in this process, on a free port and a folder of its own.</summary>
public sealed class SearchNodeFixture : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"vql-node-{Guid.NewGuid():N}");
    private WebApplication? _node;

    public Uri Url { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _node = Node.Build(new NodeOptions(_folder, null), 0);
        await _node.StartAsync(TestContext.Current.CancellationToken);
        Url = new Uri(_node.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
        {
            await _node.StopAsync(TestContext.Current.CancellationToken);
            await _node.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
