using Vql.Storage.Elasticsearch;

namespace Vql.Tests.Infrastructure;

/// <summary>An engine that holds the recorded rows in the recorded indices.</summary>
public abstract class RecordedEngine : IAsyncDisposable
{
    private readonly Lazy<Task> _loaded;
    private HttpTransport? _transport;

    protected RecordedEngine() => _loaded = new Lazy<Task>(LoadAsync);

    /// <summary>Speaks to it as it is.</summary>
    public HttpClient Client { get; } = new();

    /// <summary>Asks it VQL queries, as the product does.</summary>
    public SearchClient Search { get; private set; } = null!;

    /// <summary>
    /// Ends when it is there. Each test asks, since only a test can be skipped where it is not:
    /// what a fixture throws fails its tests.
    /// </summary>
    public Task Loaded => _loaded.Value;

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

    private async Task LoadAsync()
    {
        Client.BaseAddress = await StartAsync();
        _transport = new HttpTransport(new ElasticsearchOptions { Host = Client.BaseAddress.Host, Port = Client.BaseAddress.Port });
        Search = new SearchClient(_transport, TimeProvider.System);
        await RecordedIndex.LoadAsync(Client, TestContext.Current.CancellationToken);
    }
}

/// <summary>The embedded search node with the recorded rows.</summary>
public sealed class RecordedNode : RecordedEngine
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
