using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.Tests.Infrastructure;

/// <summary>The random rows in a database, and their documents in an engine, brought there as the product does.</summary>
public abstract class RandomStores(PostgresServer server) : IAsyncDisposable
{
    private readonly Lock _loading = new();
    private Task? _loaded;
    private NpgsqlDataSource? _source;
    private HttpTransport? _transport;

    /// <summary>The rows.</summary>
    public PostgresSearch Tables { get; private set; } = null!;

    /// <summary>The documents.</summary>
    public SearchClient Engine { get; private set; } = null!;

    /// <summary>Ends when both are there. Each test asks, since only a test can be skipped where they are not.</summary>
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
    /// <returns>Where it answers.</returns>
    protected abstract Task<Uri> StartAsync();

    protected virtual ValueTask StopAsync() => ValueTask.CompletedTask;

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var url = await StartAsync();
        _source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        await RandomRows.LoadAsync(_source, cancellationToken);
        _transport = new HttpTransport(new ElasticsearchOptions { Host = url.Host, Port = url.Port });
        foreach (var entity in new[] { FieldCatalogue.Companies, FieldCatalogue.Contacts })
        {
            await FilledIndex.CreateAsync(_source, _transport, entity, RenamedIndices.NameOf(entity.Index), cancellationToken);
        }

        Tables = new PostgresSearch(_source, TimeProvider.System);
        Engine = new SearchClient(new RenamedIndices(_transport), TimeProvider.System);
    }

    // The reference is one for all tests, and others have indices of these names on it.
    private sealed class RenamedIndices(ISearchTransport transport) : ISearchTransport
    {
        public static string NameOf(string index) => $"random_{index}";

        public Task<TransportResponse> SendAsync(TransportRequest request, CancellationToken cancellationToken) =>
            transport.SendAsync(request with { Path = "/" + NameOf(request.Path[1..]) }, cancellationToken);
    }
}

/// <summary>The random rows in PostgreSQL and the embedded search node.</summary>
public sealed class NodeRandomStores(PostgresServer server) : RandomStores(server)
{
    private readonly SearchNodeFixture _node = new();

    protected override async Task<Uri> StartAsync()
    {
        await _node.InitializeAsync();
        return _node.Url;
    }

    protected override ValueTask StopAsync() => _node.DisposeAsync();
}

/// <summary>The random rows in PostgreSQL and the reference Elasticsearch.</summary>
public sealed class ReferenceRandomStores(PostgresServer server, ReferenceElasticsearch reference) : RandomStores(server)
{
    protected override Task<Uri> StartAsync() => reference.StartAsync();
}
