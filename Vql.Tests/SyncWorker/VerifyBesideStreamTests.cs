using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>Tests of the verification while the worker follows the log and rows are written.</summary>
public sealed class VerifyBesideStreamTests(PostgresServer server) : IAsyncLifetime
{
    private const string Index = "contacts_index";
    private const string Repaired = "select count(*)::text from verifications where different = 1 and repaired = 1";
    private const string IsIndexed = "select coalesce((select (indexed_at is not null)::text from sync_state), 'false')";

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
    public async Task Verify_WhileRowsChange_ReportsOnlyRealDrift_AndRepairsIt()
    {
        using var stores = new SyncStores(_rows, _node.Url);
        await using var run = await StartAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        try
        {
            await WaitUntilAsync(async () => (await stores.ReadAsync(IsIndexed))[0] == "true", run);
            var unchanged = (await stores.ReadAsync("select uuid from contacts where deleted_at is null and id > 4000 order by id"))[0];
            var writing = WriteAsync(stores, stop.Token);
            var clean = await stores.RunAsync("verify-sync", "--json");
            Assert.True(clean.ExitCode == 0, clean.Output + clean.Error);

            var document = (await stores.DocumentAsync(Index, unchanged))!;
            document["title"] = "Nobody wrote this";
            await stores.OverwriteAsync(Index, unchanged, document);
            var repaired = await stores.RunAsync("verify-sync", "--repair", "--json");
            Assert.True(repaired.ExitCode == 0, repaired.Output + repaired.Error);
            var contacts = repaired.Json.GetProperty("contacts");
            Assert.Equal([unchanged], contacts.GetProperty("different_uuids").EnumerateArray().Select(uuid => uuid.GetString()));
            Assert.All(["missing", "extra", "stale"], kind => Assert.Equal(0, contacts.GetProperty(kind).GetInt64()));
            Assert.Equal(1, contacts.GetProperty("repaired").GetInt64());
            await stop.CancelAsync();
            await writing;
            Assert.Equal(0, (await stores.RunAsync("verify-sync")).ExitCode);
        }
        finally
        {
            await stop.CancelAsync();
        }
    }

    [Fact]
    public async Task Verify_ThatIsOverdue_IsRunByAWorkerThatJustStarted()
    {
        using var stores = new SyncStores(_rows, _node.Url);
        await using (var first = await StartAsync())
        {
            await WaitUntilAsync(async () => (await stores.ReadAsync(IsIndexed))[0] == "true", first);
        }

        var tampered = (await stores.ReadAsync("select uuid from contacts where deleted_at is null limit 1"))[0];
        var document = (await stores.DocumentAsync(Index, tampered))!;
        document["title"] = "Nobody wrote this";
        await stores.OverwriteAsync(Index, tampered, document);
        await stores.ReadAsync(
            "insert into verifications "
            + "(entity, index_name, finished_at, seconds, rows, documents, missing, extra, stale, different, pending, repaired) "
            + $"values ('contacts', '{Index}', now() - interval '25 hours', 1, 0, 0, 0, 0, 0, 0, 0, 0) returning ''");

        await using var second = await StartAsync();
        await WaitUntilAsync(async () => (string?)(await stores.DocumentAsync(Index, tampered))!["title"] != "Nobody wrote this", second);
        await WaitUntilAsync(async () => (await stores.ReadAsync(Repaired))[0] == "1", second);
    }

    private static Task WaitUntilAsync(Func<Task<bool>> condition, RunningWorker worker) =>
        StreamRig.WaitUntilAsync(condition, () => $"worker output: {worker.Output}", TimeSpan.FromMinutes(3));

    // Updates, inserts and deletes rows, and updates companies and thereby all their contacts, among the first 4,000
    // rows.
    private static async Task WriteAsync(SyncStores stores, CancellationToken cancellationToken)
    {
        for (var turn = 0; !cancellationToken.IsCancellationRequested; turn++)
        {
            await stores.ReadAsync((turn % 4) switch
            {
                0 => $"update contacts set title = 'Turn {turn}' where id % 400 = {turn % 400} and id < 4000 returning uuid",
                1 => $"insert into contacts (uuid, first_name) values ('new-{turn}', 'new') returning uuid",
                2 => $"delete from contacts where uuid = 'new-{turn - 5}' returning uuid",
                _ => $"update companies set city = 'City {turn}' "
                    + $"where uuid = (select company_id from contacts where id = {(turn % 3000) + 1}) returning uuid",
            });
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }

    private Task<RunningWorker> StartAsync() => RunningWorker.StartAsync(
        new Dictionary<string, string>
        {
            ["ConnectionStrings__vqldb"] = _rows.ConnectionString,
            ["ConnectionStrings__elasticsearch"] = _node.Url.ToString(),
        },
        "alive", TimeSpan.FromMinutes(3), Token);
}
