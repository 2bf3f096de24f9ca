using Vql.EmbeddedPostgres;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>Tests of failover slots, which PostgreSQL 17 and later synchronize to a standby.</summary>
public sealed class FailoverSlotTests : IAsyncLifetime
{
    private const int FailoverSlots = 170000;

    private readonly SearchNodeFixture _node = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _node.InitializeAsync();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task Slot_OnAServerWithFailoverSlots_IsAFailoverSlot_AndIsStreamed()
    {
        foreach (var binaries in Servers())
        {
            if (await TryStreamAsync(binaries))
            {
                return;
            }
        }

        Assert.Skip("PostgreSQL 17 or later is neither installed nor downloaded by the AppHost.");
    }

    private static IEnumerable<PostgresBinaries> Servers()
    {
        if (PostgresBinaries.Find() is { } installed)
        {
            yield return installed;
        }

        var cache = PostgresDownload.DefaultCache;
        foreach (var fetched in Directory.Exists(cache) ? Directory.EnumerateDirectories(cache, "postgres-*") : [])
        {
            yield return new PostgresBinaries(Path.Combine(fetched, "bin"));
        }
    }

    // Returns whether the server supports failover slots.
    private async Task<bool> TryStreamAsync(PostgresBinaries binaries)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"vql-failover-{Guid.NewGuid():N}");
        var isNew = false;
        await using (var postgres = new PostgresInstance(binaries, folder, FreePort.Find(), "tests"))
        {
            await postgres.InitializeAsync(Token);
            await postgres.StartAsync(["fsync=off"], Token);
            await using var rig = await StreamRig.CreateAsync(postgres.ConnectionString("postgres"), _node.Url);
            isNew = await rig.ReadAsync<int>("select current_setting('server_version_num')::int") >= FailoverSlots;
            if (isNew)
            {
                await rig.StartWorkerAsync();
                Assert.True(await rig.ReadAsync<bool>("select failover from pg_replication_slots where database = current_database()"));
                await rig.RunAsync("update contacts set title = 'Changed' where id % 3 = 0; delete from contacts where id % 7 = 0");
                await rig.WaitUntilFoundAsync();
                await rig.AssertEqualAsync();
            }
        }

        Directory.Delete(folder, recursive: true);
        return isNew;
    }
}
