using System.IO.Pipelines;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Npgsql;
using Vql.Bench.Rigs;
using Vql.Connectra.Answers;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.Testing.Engines;

namespace Vql.Bench.Allocation;

/// <summary>Runs the stages of a list request in Connectra in sequence, with dedicated stores.</summary>
public class ListAllocation : IAsyncDisposable
{
    private const int Contacts = 2000;

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    private StoreRig _rig = null!;
    private NpgsqlDataSource _source = null!;
    private HttpTransport _transport = null!;
    private SearchClient _search = null!;
    private RowAnswers _rows = null!;
    private byte[] _body = null!;

    /// <summary>Whether the response includes the companies of the contacts.</summary>
    [Params(false, true)]
    public bool WithCompanies { get; set; }

    /// <summary>Starts the stores and loads the data.</summary>
    [GlobalSetup]
    public async Task SetupAsync()
    {
        _rig = await StoreRig.StartAsync(EngineKind.SearchNode, Contacts, CancellationToken.None);
        await _rig.RunWorkerAsync(["sync-contacts"], CancellationToken.None);
        _source = NpgsqlDataSource.Create(_rig.ConnectionString);
        _transport = new HttpTransport(new ElasticsearchOptions { Nodes = [_rig.Engine] });
        _search = new SearchClient(_transport, TimeProvider.System);
        _rows = new RowAnswers(_source);
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory))
        {
            VqlWriter.Write(writer, new VqlQuery { Company = WithCompanies ? CompanyConfig.All : CompanyConfig.None });
        }

        _body = memory.ToArray();
    }

    /// <summary>Stops the stores.</summary>
    [GlobalCleanup]
    public async ValueTask DisposeAsync()
    {
        _transport.Dispose();
        await _source.DisposeAsync();
        await _rig.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs a list request.</summary>
    /// <returns>The length of the response body, in bytes.</returns>
    [Benchmark]
    public async Task<long> ListAsync()
    {
        var query = VqlReader.Read(_body, FieldCatalogue.Contacts).Query!;
        var found = await _search.SearchAsync(FieldCatalogue.Contacts, query, RequestTimeout, CancellationToken.None);
        string[] uuids = [.. found.Value!.Hits.Select(hit => hit.Uuid)];
        using var rows = await _rows.ReadAsync(FieldCatalogue.Contacts, uuids, query, CancellationToken.None);
        var response = PipeWriter.Create(System.IO.Stream.Null);
        SearchAnswer.Write(response, found.Value, rows);
        var length = response.UnflushedBytes;
        await response.CompleteAsync();
        return length;
    }
}
