using System.Text.Json.Nodes;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>Tests of the replacement of indices, on both engines, including interruptions of the worker.</summary>
[Collection(ReferenceCollection.Name)]
public sealed class ReindexTests(PostgresServer server, SyncElasticsearch reference) : IClassFixture<SyncElasticsearch>, IAsyncLifetime
{
    private const string Index = "contacts_index";

    private readonly RecordedRows _rows = new(server);
    private readonly SearchNodeFixture _node = new();

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
    public async Task Reindex_KilledAndResumed_SwitchesTheAlias_AndKeepsTheOldIndexUntilDropped(bool isReference)
    {
        using var stores = await StartAsync(isReference);
        await stores.SyncAsync();
        await stores.KillAsync("exists (select from syncs where index_name like 'contacts_index-%')", "reindex", "start", "contacts");
        await stores.ReadAsync("update contacts set title = 'Changed meanwhile' where id % 100 = 1 returning uuid");
        var resumed = await stores.RunAsync("reindex", "resume", "contacts", "--json");
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        var first = resumed.Json.GetProperty("target").GetString()!;
        Assert.Equal("swapped", resumed.Json.GetProperty("state").GetString());
        Assert.Equal(first, await IndexOfAliasAsync(stores));
        Assert.Equal(0, (await stores.RunAsync("verify-sync")).ExitCode);

        var second = await stores.RunAsync("reindex", "start", "contacts", "--json");
        Assert.True(second.ExitCode == 0, second.Error);
        Assert.Equal(first, second.Json.GetProperty("previous").GetString());
        Assert.Equal(second.Json.GetProperty("target").GetString(), await IndexOfAliasAsync(stores));
        Assert.Equal(200, (await stores.TrySendAsync(HttpMethod.Head, first)).Status);
        Assert.Equal(0, (await stores.RunAsync("reindex", "drop-old", "contacts")).ExitCode);
        Assert.Equal(404, (await stores.TrySendAsync(HttpMethod.Head, first)).Status);
        Assert.Equal(0, (await stores.RunAsync("verify-sync")).ExitCode);
    }

    [Fact]
    public async Task Reindex_ThatIsAborted_LeavesTheOldIndexUnchanged()
    {
        using var stores = await StartAsync(isReference: false);
        await stores.SyncAsync();
        var ready = await stores.RunAsync("reindex", "start", "contacts", "--no-swap", "--json");
        Assert.Equal("ready", ready.Json.GetProperty("state").GetString());
        Assert.Equal(Index, await IndexOfAliasAsync(stores));
        Assert.Equal(2, (await stores.RunAsync("reindex", "start", "contacts")).ExitCode);
        Assert.Equal(0, (await stores.RunAsync("reindex", "abort", "contacts")).ExitCode);
        Assert.Equal(404, (await stores.TrySendAsync(HttpMethod.Head, ready.Json.GetProperty("target").GetString()!)).Status);
        Assert.Equal(2, (await stores.RunAsync("reindex", "resume", "contacts")).ExitCode);
        Assert.Equal(0, (await stores.RunAsync("verify-sync")).ExitCode);
    }

    [Fact]
    public async Task Sync_IntoAnIndexWithAnotherMapping_NamesTheCommandThatRepairsIt()
    {
        using var stores = await StartAsync(isReference: false);
        await stores.SendAsync(
            HttpMethod.Put, Index,
            JsonNode.Parse("""{"mappings":{"dynamic":false,"properties":{"uuid":{"type":"keyword"},"title":{"type":"keyword"}}}}"""));
        var rejected = await stores.RunAsync("sync-contacts");
        Assert.Equal(3, rejected.ExitCode);
        Assert.Contains("reindex start contacts", rejected.Error, StringComparison.Ordinal);
        Assert.Contains("title is keyword, not text", rejected.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await stores.RunAsync("sync-companies")).ExitCode);
        Assert.Equal(0, (await stores.RunAsync("reindex", "start", "contacts")).ExitCode);
        Assert.Equal(0, (await stores.RunAsync("verify-sync")).ExitCode);
    }

    [Fact]
    public async Task Sync_ThatWasInterrupted_Resumes_IndexesLaterChanges_AndRestoresSettings()
    {
        using var stores = await StartAsync(isReference: false);
        await stores.SyncAsync();

        // Simulates an interrupted sync: the progress and the settings are stored, refreshes are disabled, and rows are
        // missing.
        var settings = (
            await stores.SendAsync(HttpMethod.Get, $"{Index}/_settings")).GetProperty(Index).GetProperty("settings").GetProperty("index");
        await stores.ReadAsync(
            $$$"""
            insert into syncs (index_name, index_uuid, next_id, settings)
            values ('{{{Index}}}', '{{{settings.GetProperty("uuid").GetString()}}}', 2500,
                    '{"index":{"refresh_interval":null,"number_of_replicas":0}}') returning index_name
            """);
        await stores.SendAsync(HttpMethod.Put, $"{Index}/_settings", JsonNode.Parse("""{"index":{"refresh_interval":"-1"}}"""));
        await stores.ReadAsync("update contacts set title = 'Changed meanwhile' where id % 500 = 1 returning uuid");

        var resumed = await stores.RunAsync("sync-contacts", "--json");
        Assert.True(resumed.Json.GetProperty("resumed").GetBoolean());
        Assert.InRange(resumed.Json.GetProperty("indexed").GetInt64(), 1, 2501);
        Assert.Equal(0, (await stores.RunAsync("verify-sync")).ExitCode);
        var restored = (
            await stores.SendAsync(HttpMethod.Get, $"{Index}/_settings")).GetProperty(Index).GetProperty("settings").GetProperty("index");
        Assert.False(restored.TryGetProperty("refresh_interval", out _));
        Assert.Equal(["0"], await stores.ReadAsync("select count(*)::text from syncs"));
    }

    private static async Task<string> IndexOfAliasAsync(SyncStores stores) =>
        (await stores.SendAsync(HttpMethod.Get, $"{Index}/_settings")).EnumerateObject().Single().Name;

    private async Task<SyncStores> StartAsync(bool isReference)
    {
        var stores = new SyncStores(_rows, isReference ? await reference.StartAsync() : _node.Url);
        await stores.ClearAsync();
        return stores;
    }
}
