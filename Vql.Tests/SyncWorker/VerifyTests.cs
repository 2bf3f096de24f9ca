using System.Text.Json;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>
/// Tests of deliberate drift, on both engines: the verification finds exactly that, and repairs it during writes.
/// </summary>
[Collection(ReferenceCollection.Name)]
public sealed class VerifyTests(PostgresServer server, SyncElasticsearch reference) : IClassFixture<SyncElasticsearch>, IAsyncLifetime
{
    private const string Index = "contacts_index";

    // Sessions that wait until the stream reaches a position.
    private const string WaitingSessions =
        "select count(*)::text from pg_stat_activity "
        + "where datname = current_database() and pid <> pg_backend_pid() and query like '%indexed_at > now()%'";

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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Verify_OfDriftOfEachKind_ListsExactlyThat_AndRepairsItUnderLoad(bool isReference)
    {
        using var stores = await StartAsync(isReference);
        await stores.SyncAsync();
        var uuids = await stores.ReadAsync("select uuid from contacts where deleted_at is null order by uuid");
        var (missing, tampered, ahead, ghost) = (uuids[10], uuids[20], uuids[30], "ghost-of-a-contact");

        await stores.SendAsync(HttpMethod.Delete, $"{Index}/_doc/{missing}");
        var document = (await stores.DocumentAsync(Index, tampered))!;
        document["title"] = "Nobody wrote this";
        await stores.OverwriteAsync(Index, tampered, document);
        await stores.SendAsync(
            HttpMethod.Put, $"{Index}/_doc/{ahead}?version={1L << 52}&version_type=external", await stores.DocumentAsync(Index, ahead));
        document["uuid"] = ghost;
        await stores.OverwriteAsync(Index, ghost, document);
        var stale = await stores.ReadAsync($"update contacts set title = 'Changed' where uuid = '{uuids[40]}' returning uuid");

        var found = await stores.RunAsync("verify-sync", "--json");
        Assert.Equal(1, found.ExitCode);
        var contacts = found.Json.GetProperty("contacts");
        Assert.Equal([missing], Listed(contacts, "missing"));
        Assert.Equal([ghost], Listed(contacts, "extra"));
        Assert.Equal(stale, Listed(contacts, "stale"));
        Assert.Equal(new[] { tampered, ahead }.Order(), Listed(contacts, "different").Order());
        Assert.True(found.Json.GetProperty("companies").GetProperty("equal").GetBoolean());

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var writing = WriteAsync(uuids[100..200], stores, stop.Token);
        var repaired = await stores.RunAsync("verify-sync", "--repair", "--json");
        await stop.CancelAsync();
        await writing;
        Assert.Equal(0, repaired.ExitCode);

        // There is no stream, so a sync indexes the changes of the writers.
        Assert.Equal(0, (await stores.RunAsync("sync-contacts")).ExitCode);
        Assert.Equal(0, (await stores.RunAsync("verify-sync")).ExitCode);
        Assert.Equal(["1"], await stores.ReadAsync("select count(*)::text from verifications where entity = 'contacts' and repaired >= 5"));
    }

    [Fact]
    public async Task Verify_OfDocumentsWithAnotherMemberOrder_FindsThemEqual()
    {
        using var stores = await StartAsync(isReference: false);
        await stores.SyncAsync();
        var uuid = (await stores.ReadAsync("select uuid from contacts where deleted_at is null limit 1"))[0];
        var document = (await stores.DocumentAsync(Index, uuid))!;
        var backwards = new System.Text.Json.Nodes.JsonObject(
            document.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        await stores.OverwriteAsync(Index, uuid, backwards);
        var verified = await stores.RunAsync("verify-sync", "--json");
        Assert.Equal(0, verified.ExitCode);
        Assert.Equal(1, verified.Json.GetProperty("contacts").GetProperty("ranges_read").GetInt32());
    }

    [Fact]
    public async Task Verify_WhileTheStreamLags_ReportsNoDrift()
    {
        using var stores = await StartAsync(isReference: false);
        await stores.SyncAsync();

        // Simulates a running stream that has not reached the change. It does while the verification waits.
        await stores.ReadAsync(Published("pg_current_wal_insert_lsn()"));
        var uuid = (await stores.ReadAsync(
            "update contacts set title = 'Changed' "
            + "where id = (select min(id) from contacts where deleted_at is null) returning uuid"))[0];
        var verifying = stores.RunAsync("verify-sync", "--json");
        await StreamRig.WaitUntilAsync(
            async () => verifying.IsCompleted || (await stores.ReadAsync(WaitingSessions))[0] != "0",
            () => "the verification does not read the position of the stream");
        Assert.False(verifying.IsCompleted, "the verification did not wait for the stream");
        await File.WriteAllTextAsync(Path.Combine(Path.GetTempPath(), $"{uuid}.txt"), uuid, Token);
        Assert.Equal(
            0, (await stores.RunAsync("sync-contacts", "--where-uuid-file", Path.Combine(Path.GetTempPath(), $"{uuid}.txt"))).ExitCode);
        File.Delete(Path.Combine(Path.GetTempPath(), $"{uuid}.txt"));
        await stores.ReadAsync(Published("'7FFFFFFF/0'"));
        Assert.Equal(0, (await verifying).ExitCode);
    }

    private static string Published(string position) =>
        $"update sync_state set indexed_lsn = {position}, indexed_at = now() returning ''";

    private static List<string> Listed(JsonElement entity, string kind)
    {
        var uuids = entity.GetProperty($"{kind}_uuids").EnumerateArray().Select(uuid => uuid.GetString()!).ToList();
        Assert.Equal(uuids.Count, entity.GetProperty(kind).GetInt64());
        return uuids;
    }

    private static async Task WriteAsync(List<string> uuids, SyncStores stores, CancellationToken cancellationToken)
    {
        for (var turn = 0; !cancellationToken.IsCancellationRequested; turn++)
        {
            await stores.ReadAsync(
                $"update contacts set stage = 'turn {turn}', title = 'Turn {turn}' where uuid = '{uuids[turn % uuids.Count]}' "
                + "returning uuid");
        }
    }

    private async Task<SyncStores> StartAsync(bool isReference)
    {
        var stores = new SyncStores(_rows, isReference ? await reference.StartAsync() : _node.Url);
        await stores.ClearAsync();
        return stores;
    }
}
