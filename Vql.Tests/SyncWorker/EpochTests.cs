using System.Diagnostics;
using System.Net.Http.Json;
using Vql.EmbeddedPostgres;
using Vql.Testing.Processes;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>Tests of log positions that move backwards: documents from the lost time must not count as newer.</summary>
public sealed class EpochTests(PostgresServer server) : IAsyncLifetime
{
    private const string Epoch = "select epoch from sync_state";

    private readonly SearchNodeFixture _node = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _node.InitializeAsync();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Theory]
    [InlineData("server_id = '1'")]
    [InlineData("timeline = '0000002A'")]
    [InlineData("indexed_lsn = 'FFFF/0'")]
    public async Task Start_OnAnotherLogThanBefore_BeginsAnEpoch_AndComparesEverything(string changed)
    {
        await using var rig = await StreamRig.CreateAsync(server, _node.Url);
        var worker = await rig.StartWorkerProcessAsync();
        await rig.WaitUntilFoundAsync();
        Assert.Equal(0, await rig.ReadAsync<long>(Epoch));
        await worker.KillAsync();

        // Simulates a document from the lost time, which has no row.
        var lost = await rig.ContactAsync("contact-1");
        using var put = await rig.Engine.PutAsJsonAsync(new Uri("contacts_index/_doc/lost", UriKind.Relative), lost, Token);
        put.EnsureSuccessStatusCode();
        await rig.RunAsync($"update sync_state set {changed}");
        await rig.StartWorkerAsync();
        await rig.WaitUntilFoundAsync();
        Assert.Equal(1, await rig.ReadAsync<long>(Epoch));
        Assert.Null(await rig.ContactAsync("lost"));
        await rig.AssertEqualAsync();
    }

    [Fact]
    public async Task Restore_OfACopyOfTheFiles_IsDetectedByTheFirstWriteToARowOfTheLostTime()
    {
        if (PostgresBinaries.Find() is not { } binaries || OperatingSystem.IsWindows())
        {
            Assert.Skip("The PostgreSQL server programs or cp are not available.");
            return;
        }

        var folder = Path.Combine(Path.GetTempPath(), $"vql-restored-{Guid.NewGuid():N}");
        await using (var postgres = new PostgresInstance(binaries, folder, FreePort.Find(), "tests"))
        {
            await postgres.InitializeAsync(Token);
            await postgres.StartAsync(["fsync=off"], Token);
            await RestoreUnderAsync(postgres, folder);
        }

        Directory.Delete(folder, recursive: true);
    }

    private async Task RestoreUnderAsync(PostgresInstance postgres, string folder)
    {
        var (data, copy) = (Path.Combine(folder, "data"), Path.Combine(folder, "copy"));
        await using var rig = await StreamRig.CreateAsync(postgres.ConnectionString("postgres"), _node.Url);
        await RestartAsync(postgres, rig, () => RunAsync("cp", "-a", data, copy));
        await rig.RunAsync(
            "update contacts set title = 'Of the lost time'; insert into contacts (uuid, first_name) values ('lost', 'Lost')");
        await RestartAsync(postgres, rig, async () =>
        {
            Directory.Delete(data, recursive: true);
            await RunAsync("cp", "-a", copy, data);
        });
        await rig.StartWorkerAsync();
        Assert.Equal(0, await rig.ReadAsync<long>(Epoch));
        await rig.RunAsync("update contacts set title = 'Kept' where uuid = 'contact-1'");
        await rig.WaitUntilFoundAsync();
        Assert.Equal(1, await rig.ReadAsync<long>(Epoch));
        Assert.Equal("Kept", (await rig.ContactAsync("contact-1"))!.Value.GetProperty("title").GetString());
        Assert.Equal("Engineer", (await rig.ContactAsync("contact-2"))!.Value.GetProperty("title").GetString());
        Assert.Null(await rig.ContactAsync("lost"));
        await rig.AssertEqualAsync();
    }

    // Waits until all changes are indexed, and then restarts the server.
    private static async Task RestartAsync(PostgresInstance postgres, StreamRig rig, Func<Task> meanwhile)
    {
        var worker = await rig.StartWorkerProcessAsync();
        await rig.WaitUntilFoundAsync();
        await worker.KillAsync();
        await postgres.StopAsync();
        await meanwhile();
        await postgres.StartAsync(["fsync=off"], Token);
        rig.Source.Clear();
    }

    private static async Task RunAsync(string program, params string[] arguments) =>
        Assert.Equal(0, (await ProgramRun.RunAsync(program, arguments, Token)).ExitCode);
}
