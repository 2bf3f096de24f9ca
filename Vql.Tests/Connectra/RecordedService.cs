using Vql.Tests.Infrastructure;

namespace Vql.Tests.Connectra;

/// <summary>The service over the recorded rows and an engine with their documents.</summary>
public abstract class RecordedService : IAsyncDisposable
{
    private readonly RecordedRows _rows;
    private readonly Lazy<Task> _loaded;
    private RunningService? _service;

    protected RecordedService(PostgresServer server, RecordedEngine engine)
    {
        _rows = new RecordedRows(server);
        Engine = engine;
        _loaded = new Lazy<Task>(StartAsync);
    }

    public HttpClient Client => _service!.Client;

    public RecordedEngine Engine { get; }

    /// <summary>The proxy between the service and the engine.</summary>
    public InterruptibleProxy Proxy { get; private set; } = null!;

    /// <summary>
    /// A task that completes when the service is running. Each test awaits it, because only a test can be skipped.
    /// </summary>
    public Task Loaded => _loaded.Value;

    /// <summary>Makes the database unavailable, or available again.</summary>
    public Task SetDatabaseAvailableAsync(bool available) => DatabaseAccess.SetAllowedAsync(_rows.ConnectionString, available);

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
            await Proxy.DisposeAsync();
            await _rows.DisposeAsync();
        }

        await StopAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual ValueTask StopAsync() => ValueTask.CompletedTask;

    private async Task StartAsync()
    {
        await Engine.Loaded;
        await _rows.InitializeAsync();
        Proxy = new InterruptibleProxy(Engine.Client.BaseAddress!);
        _service = await RunningService.StartAsync(_rows.ConnectionString, Proxy.Url);
    }
}

/// <summary>The recorded service on the embedded node.</summary>
public sealed class NodeRecordedService(PostgresServer server, SearchNodeTemplates templates)
    : RecordedService(server, new RecordedNode(templates))
{
    protected override ValueTask StopAsync() => Engine.DisposeAsync();
}

/// <summary>The recorded service on the real Elasticsearch.</summary>
public sealed class ReferenceRecordedService(PostgresServer server, RecordedReference engine) : RecordedService(server, engine);

/// <summary>The tests that share the service on the embedded node.</summary>
[CollectionDefinition(Name)]
public sealed class NodeServiceCollection : ICollectionFixture<NodeRecordedService>
{
    public const string Name = "Connectra over the embedded node";
}
