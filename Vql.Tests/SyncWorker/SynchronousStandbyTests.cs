using Npgsql;
using Vql.EmbeddedPostgres;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>
/// Tests of a synchronous standby that is unavailable. Only transactions that wait for it are delayed.
/// </summary>
public sealed class SynchronousStandbyTests : IAsyncLifetime
{
    private readonly SearchNodeFixture _node = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _node.InitializeAsync();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task Commit_ThatWaitsForAStandby_DelaysNoOther_AndIsIndexedWhenVisible()
    {
        if (PostgresBinaries.Find() is not { } binaries)
        {
            Prerequisite.Missing(
                "The PostgreSQL server programs (initdb, postgres) are not installed. Install a server, or add them to the PATH.");
            return;
        }

        var folder = Path.Combine(Path.GetTempPath(), $"vql-standby-{Guid.NewGuid():N}");
        await using (var postgres = new PostgresInstance(binaries, folder, FreePort.Find(), "tests"))
        {
            await postgres.InitializeAsync(Token);
            await postgres.StartAsync(["fsync=off"], Token);
            await StreamBesideAsync(postgres.ConnectionString("postgres"));
        }

        Directory.Delete(folder, recursive: true);
    }

    private async Task StreamBesideAsync(string connectionString)
    {
        await using var rig = await StreamRig.CreateAsync(connectionString, _node.Url);
        var worker = await rig.StartWorkerAsync();
        await rig.WaitUntilFoundAsync();
        await SetStandbyAsync(rig, "absent");
        var waiting = rig.RunAsync("update contacts set title = 'Waits' where uuid = 'contact-1'");
        await StreamRig.WaitUntilAsync(
            async () => await rig.ReadAsync<long>("select count(*) from pg_stat_activity where wait_event = 'SyncRep'") == 1,
            () => "no session waits for the standby");

        await WithoutStandbyAsync(connectionString, "update contacts set title = 'Goes' where uuid = 'contact-2'");
        await StreamRig.WaitUntilAsync(
            async () => await TitleAsync(rig, "contact-2") == "Goes", () => $"the change is not indexed: {worker.Output}");
        Assert.Equal("Engineer", await TitleAsync(rig, "contact-1"));
        Assert.False(waiting.IsCompleted);

        await SetStandbyAsync(rig, "");
        await waiting;
        await rig.WaitUntilFoundAsync();
        Assert.Equal("Waits", await TitleAsync(rig, "contact-1"));
        await rig.AssertEqualAsync();
    }

    private static async Task<string?> TitleAsync(StreamRig rig, string uuid) =>
        (await rig.ContactAsync(uuid))?.GetProperty("title").GetString();

    // Sets the name and waits until the setting is active.
    private static async Task SetStandbyAsync(StreamRig rig, string name)
    {
        await rig.RunAsync($"alter system set synchronous_standby_names = '{name}'");
        await rig.RunAsync("select pg_reload_conf()");
        await StreamRig.WaitUntilAsync(
            async () => await rig.ReadAsync<string>("select current_setting('synchronous_standby_names')") == name,
            () => "the setting is not active");
    }

    private static async Task WithoutStandbyAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Options=-c synchronous_commit=local");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }
}
