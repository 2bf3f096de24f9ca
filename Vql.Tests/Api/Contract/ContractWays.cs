using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.Tests.Connectra;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api.Contract;

/// <summary>The API over the recorded rows twice: one asks Connectra and the embedded node, one PostgreSQL alone.</summary>
public sealed class ContractWays : IAsyncDisposable
{
    private readonly RecordedRows _rows;
    private readonly SearchNodeFixture _node = new();
    private readonly Lazy<Task> _loaded;
    private RunningService? _connectra;

    public ContractWays(PostgresServer server)
    {
        _rows = new RecordedRows(server);
        _loaded = new Lazy<Task>(StartAsync);
    }

    /// <summary>Ends when all is there.</summary>
    public Task Loaded => _loaded.Value;

    public RecordedRows Rows => _rows;

    internal RunningApi Vql { get; private set; } = null!;

    internal RunningApi Tables { get; private set; } = null!;

    internal ApiContract Contract { get; private set; } = null!;

    public async ValueTask DisposeAsync()
    {
        if (Contract is not null)
        {
            await Vql.DisposeAsync();
            await Tables.DisposeAsync();
            await _connectra!.DisposeAsync();
            await _rows.DisposeAsync();
            await _node.DisposeAsync();
        }
    }

    private async Task StartAsync()
    {
        await _rows.InitializeAsync();
        await _node.InitializeAsync();
        using (var transport = new HttpTransport(new ElasticsearchOptions { Host = _node.Url.Host, Port = _node.Url.Port }))
        {
            foreach (var entity in new[] { FieldCatalogue.Companies, FieldCatalogue.Contacts })
            {
                await IndexAsync(transport, entity, TestContext.Current.CancellationToken);
            }
        }

        _connectra = await RunningService.StartAsync(_rows.ConnectionString, _node.Url);
        var connectra = _connectra.Client.BaseAddress!.ToString();
        // A search that is merely slow on a busy machine would be a PostgreSQL answer.
        Vql = await RunningApi.StartAsync(_rows.ConnectionString, connectra, "--CONNECTRA_API_KEY=golden", "--VQL_HEDGE_PERCENT=0", "--VQL_SINGLE_RECORD_RETRIEVAL=true", "--VQL_COMPANY_CONTACTS=true", "--VQL_EXPORTS=true");
        Tables = await RunningApi.StartAsync(_rows.ConnectionString, connectra, "--CONNECTRA_ENABLED=false");
        Contract = await ApiContract.ReadAsync(Vql);
    }

    private async Task IndexAsync(HttpTransport transport, EntityFields entity, CancellationToken cancellationToken)
    {
        var indices = new IndexAdmin(transport, TimeProvider.System);
        await indices.CreateAsync(entity, entity.Index, cancellationToken);
        using var body = new BulkBody();
        await using var documents = await new DocumentReader(_rows.Source).OpenRangeAsync(entity, DocumentRange.All, cancellationToken);
        while (await documents.ReadAsync(cancellationToken))
        {
            body.AddIndex(entity.Index, documents.Uuid, documents.Version, documents, static (json, row) => row.WriteDocument(json));
        }

        var answer = await new BulkClient(transport, TimeProvider.System).SendAsync(body, cancellationToken: cancellationToken);
        Assert.Null(answer.Failure);
        Assert.All(answer.Value!, item => Assert.Equal(BulkResult.Applied, item.Result));
        await indices.RefreshAsync(entity.Index, cancellationToken);
    }
}
