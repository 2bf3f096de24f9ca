using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;

namespace Vql.Tests.Infrastructure;

/// <summary>An engine with the recorded rows in the recorded indices.</summary>
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

    /// <summary>The client for HTTP requests to the engine.</summary>
    public HttpClient Client { get; } = new();

    /// <summary>The client for VQL queries.</summary>
    public SearchClient Search { get; private set; } = null!;

    /// <summary>A task that completes when the engine is running, with or without the rows.</summary>
    public Task Running => _running.Value;

    /// <summary>
    /// A task that completes when the rows are loaded. Each test awaits it, because only a test can be skipped: an
    /// exception in a fixture fails its tests.
    /// </summary>
    public Task Loaded => _loaded.Value;

    /// <summary>
    /// Moves the aliases that searches use to empty indices with a prefix, or removes them if the prefix is null.
    /// <see cref="RestoreAliasesAsync"/> moves them back.
    /// </summary>
    public async Task SwitchAliasesAsync(string? prefix)
    {
        await Running;
        if (prefix is not null)
        {
            foreach (var (index, definition) in await RecordedIndex.ExtendedAsync(CancellationToken.None))
            {
                (await Client.PutAsJsonAsync(prefix + index, definition, CancellationToken.None)).EnsureSuccessStatusCode();
            }
        }

        await MoveAliasesAsync(Recorded, prefix);
    }

    /// <summary>Moves the aliases back to the recorded indices and deletes the indices with the prefix.</summary>
    public async Task RestoreAliasesAsync(string? prefix)
    {
        await MoveAliasesAsync(prefix, Recorded);
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
    /// <returns>The URL of the engine.</returns>
    protected abstract Task<Uri> StartAsync();

    protected virtual ValueTask StopAsync() => ValueTask.CompletedTask;

    /// <summary>Whether the recorded indices are loaded or being loaded.</summary>
    protected virtual bool IsLoaded => _loaded.IsValueCreated;

    /// <summary>Loads the recorded rows.</summary>
    protected virtual Task LoadAsync() => RecordedIndex.LoadAsync(Client, TestContext.Current.CancellationToken);

    // If the recorded indices are not loaded yet, they get the aliases when they are.
    private string? Recorded => IsLoaded ? RecordedIndex.Prefix : null;

    private static string[] Indices => [FieldCatalogue.Contacts.Index, FieldCatalogue.Companies.Index];

    private async Task MoveAliasesAsync(string? from, string? to)
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

        (await Client.PostAsJsonAsync("_aliases", new JsonObject { ["actions"] = actions }, CancellationToken.None))
            .EnsureSuccessStatusCode();
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

/// <summary>The embedded search node without rows.</summary>
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
