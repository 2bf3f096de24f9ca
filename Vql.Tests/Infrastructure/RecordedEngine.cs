using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;

namespace Vql.Tests.Infrastructure;

/// <summary>An engine that holds the recorded rows in the recorded indices.</summary>
public abstract class RecordedEngine : IAsyncDisposable
{
    private readonly Lazy<Task> _running;
    private readonly Lazy<Task> _loaded;
    private HttpTransport? _transport;

    protected RecordedEngine()
    {
        _running = new Lazy<Task>(RunAsync);
        _loaded = new Lazy<Task>(RunAndLoadAsync);
    }

    /// <summary>Speaks to it as it is.</summary>
    public HttpClient Client { get; } = new();

    /// <summary>Asks it VQL queries, as the product does.</summary>
    public SearchClient Search { get; private set; } = null!;

    /// <summary>Ends when it runs, perhaps without the rows.</summary>
    public Task Running => _running.Value;

    /// <summary>
    /// Ends when it is there. Each test asks, since only a test can be skipped where it is not:
    /// what a fixture throws fails its tests.
    /// </summary>
    public Task Loaded => _loaded.Value;

    /// <summary>Lets other indices stand under the names that searches use, or with null none, until <see cref="TurnBackAsync"/>.</summary>
    public async Task TurnAsync(string? prefix)
    {
        await Running;
        if (prefix is not null)
        {
            foreach (var (index, definition) in await RecordedIndex.ExtendedAsync(CancellationToken.None))
            {
                (await Client.PutAsJsonAsync(prefix + index, definition, CancellationToken.None)).EnsureSuccessStatusCode();
            }
        }

        await PointAsync(Recorded, prefix);
    }

    /// <summary>Brings the recorded indices back, and deletes those that stood there.</summary>
    public async Task TurnBackAsync(string? prefix)
    {
        await PointAsync(prefix, Recorded);
        foreach (var index in prefix is null ? [] : Indices)
        {
            (await Client.DeleteAsync(new Uri(prefix + index, UriKind.Relative), CancellationToken.None)).EnsureSuccessStatusCode();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _transport?.Dispose();
        await StopAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts the engine.</summary>
    /// <returns>Where it answers.</returns>
    protected abstract Task<Uri> StartAsync();

    protected virtual ValueTask StopAsync() => ValueTask.CompletedTask;

    /// <summary>Whether it holds the recorded indices, or will soon.</summary>
    protected virtual bool IsLoaded => _loaded.IsValueCreated;

    /// <summary>Loads the recorded rows.</summary>
    protected virtual Task LoadAsync() => RecordedIndex.LoadAsync(Client, TestContext.Current.CancellationToken);

    // They may not be there yet; the names are theirs when they come.
    private string? Recorded => IsLoaded ? RecordedIndex.Prefix : null;

    private static string[] Indices => [FieldCatalogue.Contacts.Index, FieldCatalogue.Companies.Index];

    private async Task PointAsync(string? from, string? to)
    {
        var actions = new JsonArray();
        foreach (var index in Indices)
        {
            foreach (var (action, prefix) in new[] { ("remove", from), ("add", to) })
            {
                if (prefix is not null)
                {
                    actions.Add(new JsonObject { [action] = new JsonObject { ["index"] = prefix + index, ["alias"] = index } });
                }
            }
        }

        // Without any action, the request is rejected.
        if (actions.Count == 0)
        {
            return;
        }

        (await Client.PostAsJsonAsync("_aliases", new JsonObject { ["actions"] = actions }, CancellationToken.None)).EnsureSuccessStatusCode();
    }

    private async Task RunAsync()
    {
        Client.BaseAddress = await StartAsync();
        _transport = new HttpTransport(new ElasticsearchOptions { Nodes = [Client.BaseAddress] });
        Search = new SearchClient(_transport, TimeProvider.System);
    }

    private async Task RunAndLoadAsync()
    {
        await Running;
        await LoadAsync();
    }
}

/// <summary>The embedded search node with the recorded rows.</summary>
public sealed class RecordedNode(SearchNodeTemplates templates) : RecordedEngine
{
    private readonly SearchNodeFixture _node = new();

    protected override bool IsLoaded => true;

    protected override Task LoadAsync() => Task.CompletedTask;

    protected override async Task<Uri> StartAsync()
    {
        await templates.StartAsync(_node, "recorded", async url =>
        {
            using var client = new HttpClient { BaseAddress = url };
            await RecordedIndex.LoadAsync(client, CancellationToken.None);
        });
        return _node.Url;
    }

    protected override ValueTask StopAsync() => _node.DisposeAsync();
}

/// <summary>The embedded search node without any rows.</summary>
public sealed class EmptyNode : RecordedEngine
{
    private readonly SearchNodeFixture _node = new();

    protected override async Task<Uri> StartAsync()
    {
        await _node.InitializeAsync();
        return _node.Url;
    }

    protected override ValueTask StopAsync() => _node.DisposeAsync();
}

/// <summary>The reference Elasticsearch with the recorded rows.</summary>
public sealed class RecordedReference(ReferenceElasticsearch reference) : RecordedEngine
{
    protected override Task<Uri> StartAsync() => reference.StartAsync();
}

/// <summary>The tests that share the reference Elasticsearch's recorded indices.</summary>
[CollectionDefinition(Name)]
public sealed class ReferenceCollection : ICollectionFixture<RecordedReference>
{
    public const string Name = "reference Elasticsearch";
}
