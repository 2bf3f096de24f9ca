using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.Tests.Infrastructure;

/// <summary>Rows in a database and their documents in an engine, indexed as the worker does.</summary>
public abstract class SearchedStores(PostgresServer server, SearchedRows rows) : IAsyncDisposable
{
    private readonly Lock _loading = new();
    private Task? _loaded;
    private NpgsqlDataSource? _source;
    private HttpTransport? _transport;

    /// <summary>The rows.</summary>
    public SearchedRows Rows => rows;

    /// <summary>The search on PostgreSQL.</summary>
    public PostgresSearch Tables { get; private set; } = null!;

    /// <summary>The search on the engine.</summary>
    public SearchClient Engine { get; private set; } = null!;

    /// <summary>
    /// A task that completes when both stores are filled. Each test awaits it, because only a test can be skipped.
    /// </summary>
    public Task Loaded
    {
        get
        {
            lock (_loading)
            {
                return _loaded ??= LoadAsync(TestContext.Current.CancellationToken);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _transport?.Dispose();
        if (_source is not null)
        {
            await _source.DisposeAsync();
        }

        await StopAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts the engine.</summary>
    /// <returns>The URL of the engine.</returns>
    protected abstract Task<Uri> StartAsync();

    protected virtual ValueTask StopAsync() => ValueTask.CompletedTask;

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var url = await StartAsync();
        _source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync(rows.Name, rows.WriteAsync));
        _transport = new HttpTransport(new ElasticsearchOptions { Nodes = [url] });
        var renamed = new RenamedIndices(_transport);
        foreach (var entity in new[] { FieldCatalogue.Companies, FieldCatalogue.Contacts })
        {
            await FilledIndex.CreateAsync(_source, _transport, entity, renamed.NameOf(entity.Index), cancellationToken);
        }

        Tables = new PostgresSearch(_source, TimeProvider.System);
        Engine = new SearchClient(renamed, TimeProvider.System);
    }

    // All tests share the reference Elasticsearch, and others have indices with these names.
    private sealed class RenamedIndices(ISearchTransport transport) : ISearchTransport
    {
        private readonly string _prefix = $"searched-{Guid.NewGuid():N}-";

        public string NameOf(string index) => _prefix + index;

        public Task<TransportResponse> SendAsync(TransportRequest request, CancellationToken cancellationToken) =>
            transport.SendAsync(request with { Path = "/" + NameOf(request.Path[1..]) }, cancellationToken);
    }
}

/// <summary>Rows in PostgreSQL and the embedded search node.</summary>
public abstract class NodeSearchedStores(PostgresServer server, SearchedRows rows) : SearchedStores(server, rows)
{
    private readonly SearchNodeFixture _node = new();

    protected override async Task<Uri> StartAsync()
    {
        await _node.InitializeAsync();
        return _node.Url;
    }

    protected override ValueTask StopAsync() => _node.DisposeAsync();
}

/// <summary>Rows in PostgreSQL and the reference Elasticsearch.</summary>
public abstract class ReferenceSearchedStores(PostgresServer server, ReferenceElasticsearch reference, SearchedRows rows)
    : SearchedStores(server, rows)
{
    protected override Task<Uri> StartAsync() => reference.StartAsync();
}

/// <summary>The random rows and the embedded search node.</summary>
public sealed class NodeRandomStores(PostgresServer server) : NodeSearchedStores(server, RandomRows.Rows);

/// <summary>The random rows and the reference Elasticsearch.</summary>
public sealed class ReferenceRandomStores(PostgresServer server, ReferenceElasticsearch reference)
    : ReferenceSearchedStores(server, reference, RandomRows.Rows);

/// <summary>The real rows and the embedded search node.</summary>
public sealed class NodeRealStores(PostgresServer server) : NodeSearchedStores(server, RecordedRows.Searched);

/// <summary>The real rows and the reference Elasticsearch.</summary>
public sealed class ReferenceRealStores(PostgresServer server, ReferenceElasticsearch reference)
    : ReferenceSearchedStores(server, reference, RecordedRows.Searched);
