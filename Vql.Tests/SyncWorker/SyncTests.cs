using System.Text.Json;
using Npgsql;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>Tests of the worker's commands with the recorded rows and a separate search node.</summary>
public sealed class SyncTests(PostgresServer server) : IAsyncLifetime
{
    private readonly RecordedRows _rows = new(server);
    private readonly SearchNodeFixture _node = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _rows.InitializeAsync();
        await _node.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _rows.DisposeAsync();
    }

    [Fact]
    public async Task Sync_ThenVerify_FindsBothStoresEqual()
    {
        await SyncAsync();
        var verified = await RunAsync("verify-sync", "--json");
        Assert.Equal(0, verified.ExitCode);
        Assert.True(verified.Json.GetProperty("equal").GetBoolean());
        Assert.Equal(5000, verified.Json.GetProperty("contacts").GetProperty("documents").GetInt64());
        Assert.Equal(1500, verified.Json.GetProperty("companies").GetProperty("rows").GetInt64());
    }

    [Fact]
    public async Task Verify_AfterUnsyncedChanges_ListsExactlyThose_AndSyncRepairsThem()
    {
        await SyncAsync();
        var changed = await UuidsAsync("update contacts set title = 'Changed' where id % 500 = 1 returning uuid");
        var deleted = await UuidsAsync("delete from contacts where id % 500 = 2 returning uuid");
        var hidden = await UuidsAsync("update contacts set deleted_at = now() where id % 500 = 3 returning uuid");
        var added = await UuidsAsync(
            "insert into contacts (uuid, first_name) values ('11111111-0000-0000-0000-000000000000', 'new') returning uuid");
        var company = await UuidsAsync(
            "update companies set city = 'elsewhere' where uuid = (select company_id from contacts where company_id <> '' order by "
            + "id limit 1) returning uuid");
        var employees = await UuidsAsync($"select uuid from contacts where company_id = '{company[0]}' and deleted_at is null");

        var verified = await RunAsync("verify-sync", "--json", "--examples", "100000");
        Assert.Equal(1, verified.ExitCode);
        var contacts = verified.Json.GetProperty("contacts");
        Assert.Equal(added.Order(), Listed(contacts, "missing"));
        Assert.Equal(deleted.Concat(hidden).Order(), Listed(contacts, "extra"));
        Assert.Equal(changed.Concat(employees).Distinct().Order(), Listed(contacts, "stale"));
        Assert.Equal(company, Listed(verified.Json.GetProperty("companies"), "stale"));
        Assert.Empty(Listed(verified.Json.GetProperty("companies"), "extra"));

        await SyncAsync();
        Assert.Equal(0, (await RunAsync("verify-sync")).ExitCode);
    }

    [Fact]
    public async Task Sync_WithALimit_IndexesTheOldestRowsAndDeletesNothing()
    {
        Assert.Equal(0, (await RunAsync("sync-contacts", "--limit", "100")).ExitCode);
        Assert.Equal(0, (await RunAsync("sync-companies", "--limit", "7")).ExitCode);
        var verified = await RunAsync("verify-sync", "--json");
        Assert.Equal(1, verified.ExitCode);
        Assert.Equal(100, verified.Json.GetProperty("contacts").GetProperty("documents").GetInt64());
        Assert.Equal(4900, verified.Json.GetProperty("contacts").GetProperty("missing").GetInt64());
        Assert.Equal(1493, verified.Json.GetProperty("companies").GetProperty("missing").GetInt64());
    }

    [Fact]
    public async Task Command_WithoutADatabase_NamesTheSettingAndEndsWith3()
    {
        var result = await WorkerProcess.RunAsync("Host=127.0.0.1;Port=1;Username=x;Password=y;Database=z", _node.Url, "migrate");
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("ConnectionStrings__vqldb", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_WithoutAnIndex_NamesTheIndexAndEndsWith2()
    {
        var result = await RunAsync("verify-sync");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("contacts_index", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sync-contacts", "--limit", "0")]
    [InlineData("seed", "--contacts", "-1")]
    [InlineData("import")]
    [InlineData("nonsense")]
    public async Task Command_ThatIsMistyped_EndsWith2(params string[] arguments) =>
        Assert.Equal(2, (await RunAsync(arguments)).ExitCode);

    [Fact]
    public async Task Seed_Twice_GivesTheSameContacts()
    {
        Assert.Equal(0, (await RunAsync("seed", "--contacts", "100")).ExitCode);
        var first = await UuidsAsync("select uuid || coalesce(company_id, '') || created_at from contacts where id > 5000");
        Assert.Equal(0, (await RunAsync("seed", "--contacts", "100")).ExitCode);
        var second = await UuidsAsync("select uuid || coalesce(company_id, '') || created_at from contacts where id > 5000");
        Assert.Equal(100, first.Count);
        Assert.Equal(first, second);
        Assert.Equal("4", (await UuidsAsync("select count(*)::text from contacts where id > 5000 and company_id is null"))[0]);
    }

    private static List<string> Listed(JsonElement entity, string kind)
    {
        var uuids = entity.GetProperty($"{kind}_uuids").EnumerateArray().Select(uuid => uuid.GetString()!).Order().ToList();
        Assert.Equal(uuids.Count, entity.GetProperty(kind).GetInt64());
        return uuids;
    }

    private async Task SyncAsync()
    {
        Assert.Equal(0, (await RunAsync("sync-companies")).ExitCode);
        Assert.Equal(0, (await RunAsync("sync-contacts")).ExitCode);
    }

    private Task<WorkerCommand> RunAsync(params string[] arguments) => WorkerCommand.RunAsync(_rows.ConnectionString, _node.Url, arguments);

    private async Task<List<string>> UuidsAsync(string sql)
    {
        var uuids = new List<string>();
        await using var command = _rows.Source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
        {
            uuids.Add(reader.GetString(0));
        }

        return uuids;
    }
}
