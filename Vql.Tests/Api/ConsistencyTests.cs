using System.Net;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Vql.Core.Documents;
using Vql.Storage.Postgres;
using Vql.Tests.Infrastructure;
using Vql.Tests.SyncWorker;

namespace Vql.Tests.Api;

/// <summary>Read-your-writes consistency while the index lags behind the database.</summary>
public sealed class ConsistencyTests(RecordedRows rows) : IClassFixture<RecordedRows>, IAsyncLifetime
{
    private const int Pairs = 200;

    private readonly HashSet<string> _indexed = [.. RecordedRows.Contacts.Select(row => row.Uuid)];
    private ScriptedConnectra _connectra = null!;
    private RunningApi _api = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _connectra = await ScriptedConnectra.StartAsync(rows.Source);
        _connectra.TransformRows = found => found.Where(row => _indexed.Contains(row.Uuid));
        _api = await RunningApi.StartAsync(rows.ConnectionString, _connectra.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _connectra.DisposeAsync();
    }

    [Fact]
    public async Task Search_WithThePositionOfAWrite_AlwaysFindsIt()
    {
        var fallbacks = 0;
        for (var pair = 0; pair < Pairs; pair++)
        {
            var uuid = $"pair-{pair}";
            var position = await WriteAsync(
                new Contact { Uuid = uuid, FirstName = $"Pairwise{pair}", CreatedAt = DateTimeOffset.UnixEpoch.AddYears(30) });
            if (pair % 3 == 0)
            {
                _indexed.UnionWith(Enumerable.Range(0, pair + 1).Select(number => $"pair-{number}"));
                await PublishAsync(position);
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/contacts/?first_name=Pairwise{pair}&limit=1000");
            request.Headers.Add("X-VQL-Position", position.ToString());
            using var response = await _api.Client.SendAsync(request, Token);
            Assert.Contains(uuid, await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
            fallbacks += response.Headers.GetValues("X-VQL-Used").Single() == "true" ? 0 : 1;
        }

        Assert.True(fallbacks > 0);
    }

    [Fact]
    public async Task Wait_WhileTheIndexCatchesUp_IsAnsweredByTheSearch()
    {
        var position = await WriteAsync(new Contact { Uuid = "waited-for" });
        Assert.Equal("index_behind", await _api.SourceOfAsync("/api/v1/contacts/count/", position.ToString()));
        Assert.Equal("index_behind", await _api.SourceOfAsync("/api/v1/contacts/count/?wait=50ms", position.ToString()));
        var waiting = _api.SourceOfAsync("/api/v1/contacts/count/?wait=10s", position.ToString());
        await PublishAsync(position);
        Assert.Equal("vql", await waiting);
        Assert.Equal("vql", await _api.SourceOfAsync("/api/v1/contacts/count/", position.ToString()));
        using var response = await _api.Client.GetAsync("/api/v1/contacts/?limit=1", Token);
        Assert.NotEmpty(response.Headers.GetValues("X-VQL-Index-As-Of"));
    }

    [Theory]
    [InlineData("contacts/count/?seniority=vp")]
    [InlineData("contacts/?seniority=vp&limit=7")]
    [InlineData("contacts/?seniority=vp&limit=7&offset=3")]
    [InlineData("contacts/count/uuids/?seniority=vp&limit=7")]
    public async Task Search_WhileAWorkerFillsTheIndex_IsAnsweredByPostgres(string path)
    {
        _indexed.Clear();
        await ChangeAsync("update sync_state set server_id = 'some server', indexed_lsn = null, indexed_at = null; notify vql_position");
        try
        {
            await WaitForAsync("index_behind");
            using var response = await _api.Client.GetAsync($"/api/v1/{path}", Token);
            Assert.Equal("index_behind", response.Headers.GetValues("X-VQL-Fallback").Single());
            var expected = await _api.GetAsync(
                $"/api/v1/{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}consistency=fresh");
            using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
            Assert.Equal(Rows(expected), Rows(answer.RootElement));

            await PublishAsync(await PositionAsync());
            await WaitForAsync("vql");
        }
        finally
        {
            await ChangeAsync("update sync_state set server_id = null, indexed_lsn = null, indexed_at = null; notify vql_position");
        }

        // Without a worker, the index is maintained elsewhere, and the search is used.
        await WaitForAsync("vql");

        static string Rows(JsonElement answer) => (answer.TryGetProperty("results", out var results) ? results : answer).GetRawText();
    }

    [Fact]
    public async Task Search_WhoseIndexAnOldWorkerMaintains_IsNotUsed()
    {
        await ChangeAsync("update sync_state set server_id = 'some server'");
        try
        {
            await PublishAsync(await PositionAsync());
            await WaitForAsync("vql");

            await ChangeAsync("update sync_state set indexed_lsn = pg_current_wal_insert_lsn(); notify vql_position");
            await WaitForAsync("index_behind");

            await PublishAsync(await PositionAsync());
            await WaitForAsync("vql");
        }
        finally
        {
            await ChangeAsync("update sync_state set server_id = null, indexed_lsn = null, indexed_at = null; notify vql_position");
        }
    }

    [Fact]
    public async Task Consistency_Fresh_SkipsTheSearch() =>
        Assert.Equal("fresh", await _api.SourceOfAsync("/api/v1/contacts/?limit=1&consistency=fresh"));

    [Theory]
    [InlineData("consistency=none")]
    [InlineData("wait=forever")]
    [InlineData("wait=11s")]
    public async Task Consistency_ThatIsInvalid_IsRejected(string parameter) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await _api.Client.GetAsync($"/api/v1/contacts/?{parameter}", Token)).StatusCode);

    [Fact]
    public async Task Position_ThatIsInvalid_IsRejected()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/contacts/");
        request.Headers.Add("X-VQL-Position", "yesterday");
        Assert.Equal(HttpStatusCode.BadRequest, (await _api.Client.SendAsync(request, Token)).StatusCode);
    }

    private async Task<NpgsqlLogSequenceNumber> WriteAsync(Contact contact)
    {
        await using var connection = await rows.Source.OpenConnectionAsync(Token);
        await new RowWriter(connection).UpsertContactsAsync([contact], Token);
        return await Vql.Api.Engine.Freshness.WritePosition.ReadAsync(connection, Token);
    }

    private async Task ChangeAsync(string sql)
    {
        await using var command = rows.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private Task PublishAsync(NpgsqlLogSequenceNumber position) =>
        new SyncState(rows.Source).PublishIndexedAsync(position, null, null, Token);

    private async Task<NpgsqlLogSequenceNumber> PositionAsync()
    {
        await using var command = rows.Source.CreateCommand("select pg_current_wal_insert_lsn()");
        return (NpgsqlLogSequenceNumber)(await command.ExecuteScalarAsync(Token))!;
    }

    private Task WaitForAsync(string source) => StreamRig.WaitUntilAsync(
        async () => await _api.SourceOfAsync("/api/v1/contacts/count/") == source,
        () => $"the API does not report the source '{source}'");
}
