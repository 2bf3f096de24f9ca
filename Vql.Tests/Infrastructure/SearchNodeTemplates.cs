using System.Collections.Concurrent;

[assembly: AssemblyFixture(typeof(Vql.Tests.Infrastructure.SearchNodeTemplates))]

namespace Vql.Tests.Infrastructure;

/// <summary>Search nodes that are filled once and copied for several test classes.</summary>
public sealed class SearchNodeTemplates : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<SearchNodeFixture>>> _templates = [];

    /// <summary>Starts a node on a copy of a template.</summary>
    /// <param name="node">The node.</param>
    /// <param name="template">The name of the template.</param>
    /// <param name="fill">Fills the node at a URL. It is called only once.</param>
    public async Task StartAsync(SearchNodeFixture node, string template, Func<Uri, Task> fill) =>
        await node.StartOnCopyAsync(
            await _templates.GetOrAdd(template, _ => new Lazy<Task<SearchNodeFixture>>(() => FillAsync(fill))).Value);

    public async ValueTask DisposeAsync()
    {
        foreach (var template in _templates.Values.Where(template => template.Value.IsCompletedSuccessfully))
        {
            await (await template.Value).DisposeAsync();
        }
    }

    // The node is stopped, so that its folder contains all data.
    private static async Task<SearchNodeFixture> FillAsync(Func<Uri, Task> fill)
    {
        var node = new SearchNodeFixture();
        await node.InitializeAsync();
        await fill(node.Url);
        await node.StopAsync();
        return node;
    }
}
