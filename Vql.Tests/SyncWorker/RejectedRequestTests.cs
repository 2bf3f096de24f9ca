using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>
/// Tests of a row for which Elasticsearch rejects the whole request. The other rows of the request are indexed.
/// </summary>
[Collection(ReferenceCollection.Name)]
public sealed class RejectedRequestTests(PostgresServer server, SyncElasticsearch reference) : IClassFixture<SyncElasticsearch>
{
    // Elasticsearch accepts IDs of up to 512 bytes.
    private const string Rows =
        "insert into contacts (uuid, title) select repeat('x', 600), 'Too long' "
        + "union all select 'good-' || n, 'Good' from generate_series(1, 300) n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stream_DeadLettersIt_AndContinues()
    {
        await using var rig = await StreamRig.CreateAsync(server, await reference.StartAsync());
        await EntityIndices.ClearAsync(rig.Engine, Token);
        await rig.StartWorkerAsync();
        await rig.RunAsync(Rows);
        await rig.RunAsync("insert into contacts (uuid, title) values ('later', 'Later')");
        await rig.WaitUntilFoundAsync();
        Assert.NotNull(await rig.ContactAsync("good-1"));
        Assert.NotNull(await rig.ContactAsync("good-300"));
        Assert.NotNull(await rig.ContactAsync("later"));
        var letters = (await rig.CommandAsync("dead-letters", "list", "--json")).Json;
        Assert.Equal(1, letters.GetProperty("count").GetInt64());
        Assert.Contains(
            "action_request_validation_exception", letters.GetProperty("dead_letters")[0].GetProperty("error_reason").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sync_CountsItAsRejected_AndIndexesTheOthers()
    {
        await using var rig = await StreamRig.CreateAsync(server, await reference.StartAsync());
        await EntityIndices.ClearAsync(rig.Engine, Token);
        await rig.RunAsync(Rows);
        Assert.Equal(0, (await rig.CommandAsync("sync-companies")).ExitCode);
        var synced = await rig.CommandAsync("sync-contacts", "--json");
        Assert.Equal(1, synced.ExitCode);
        Assert.Equal(1, synced.Json.GetProperty("rejected").GetInt64());
        Assert.Equal(StreamRig.Contacts + 300, synced.Json.GetProperty("indexed").GetInt64());
        Assert.Equal(1, (await rig.CommandAsync("verify-sync", "--json")).Json.GetProperty("contacts").GetProperty("missing").GetInt64());
    }
}
