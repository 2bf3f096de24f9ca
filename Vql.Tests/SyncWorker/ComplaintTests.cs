using System.Text.Json;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>Tests of the most frequent complaints about other tools, one for each.</summary>
public sealed class ComplaintTests(PostgresServer server) : IAsyncLifetime
{
    private const string SlotWarning = "retains";

    private readonly SearchNodeFixture _node = new();
    private StreamRig _rig = null!;

    public async ValueTask InitializeAsync()
    {
        await _node.InitializeAsync();
        _rig = await StreamRig.CreateAsync(server, _node.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        await _node.DisposeAsync();
    }

    [Fact]
    public async Task SilentDrift_AfterEveryKindOfWrite_DoesNotOccur()
    {
        await _rig.StartWorkerAsync();
        await _rig.RunAsync("insert into contacts (uuid, first_name) values ('new', 'New')");
        await _rig.RunAsync("update contacts set title = 'Changed' where id % 3 = 0");
        await _rig.RunAsync("update contacts set uuid = 'renamed-' || uuid where id % 50 = 0");
        await _rig.RunAsync("update companies set uuid = 'renamed-' || uuid where id % 10 = 0");
        await _rig.RunAsync("update contacts set deleted_at = now() where id % 7 = 0");
        await _rig.RunAsync("delete from contacts where id % 11 = 0");
        await _rig.RunAsync("delete from companies where id % 13 = 0");
        await _rig.RunAsync("update contacts set company_id = 'company-1' where id % 17 = 0");
        await _rig.WaitUntilFoundAsync();
        await _rig.AssertEqualAsync();
    }

    [Fact]
    public async Task SlotGrowth_WhenOnlyOtherTablesAreWritten_TheSlotAdvances()
    {
        await _rig.StartWorkerAsync();
        await _rig.RunAsync("create table noise (n int)");
        var before = await _rig.ReadAsync<long>("select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint");
        await _rig.RunAsync("insert into noise select generate_series(1, 100000)");
        await StreamRig.WaitUntilAsync(
            () => _rig.ReadAsync<bool>(
                $"select confirmed_flush_lsn - '0/0'::pg_lsn > {before} + 1000000 from pg_replication_slots where database = "
                + "current_database()"),
            () => "the slot does not advance");
    }

    [Fact]
    public async Task SlotGrowth_TowardsItsLimit_LogsAWarning_AndTheSlotIsKept()
    {
        _rig.Environment["VQL_SLOT_WARN_MB"] = "2";
        _rig.Environment["VQL_SLOT_MAX_MB"] = "500";
        var worker = await _rig.StartWorkerAsync();
        await _rig.WaitUntilFoundAsync();
        Assert.DoesNotContain(SlotWarning, worker.Output, StringComparison.Ordinal);

        // Changes that cannot be indexed are not confirmed, so the slot retains the log.
        await _rig.EngineProxy.InterruptAsync();
        await _rig.RunAsync("update contacts set title = 'Held back'");
        await _rig.RunAsync("create table noise as select repeat('x', 100) from generate_series(1, 50000)");
        await StreamRig.WaitUntilAsync(
            () => Task.FromResult(worker.Output.Contains(SlotWarning, StringComparison.Ordinal)),
            () => $"the worker did not log a warning: {worker.Output}");
        Assert.Matches($@"{SlotWarning} \d+ MB of WAL; it is dropped at 500 MB", worker.Output);

        _rig.EngineProxy.Restore();
        await _rig.WaitUntilFoundAsync();
        await _rig.AssertEqualAsync();
        Assert.DoesNotContain("was dropped", worker.Output, StringComparison.Ordinal);
        Assert.Equal(0, await _rig.ReadAsync<long>("select epoch from sync_state"));
    }

    [Fact]
    public async Task SlotGrowth_BeyondItsLimit_TheSlotIsDroppedAndAllRowsAreCompared()
    {
        _rig.Environment["VQL_SLOT_MAX_MB"] = "1";
        var worker = await _rig.StartWorkerProcessAsync();
        await worker.KillAsync();
        await _rig.RunAsync("update contacts set title = 'While nobody looked'");
        await _rig.RunAsync("create table noise as select repeat('x', 100) from generate_series(1, 50000)");
        await _rig.StartWorkerAsync();
        await _rig.WaitUntilFoundAsync();
        await _rig.AssertEqualAsync();
    }

    [Fact]
    public async Task Failover_LosesTheSlot_MissedChangesAreFoundByComparison()
    {
        var worker = await _rig.StartWorkerProcessAsync();
        await worker.KillAsync();
        await _rig.DropSlotAsync();
        await _rig.RunAsync("delete from contacts where id % 5 = 0; update companies set name = 'Other' where id = 3");
        await _rig.StartWorkerAsync();
        await _rig.WaitUntilFoundAsync();
        await _rig.AssertEqualAsync();
    }

    [Fact]
    public async Task Toast_WhenAnotherColumnChanges_LongValuesStay()
    {
        await _rig.RunAsync(
            "update companies set technologies = (select array_agg(md5(n::text)) from generate_series(1, 5000) n) where uuid = "
            + "'company-1'");
        await _rig.StartWorkerAsync();
        await _rig.RunAsync("update companies set city = 'Basel' where uuid = 'company-1'");
        await _rig.WaitUntilFoundAsync();
        var contact = (await _rig.ContactAsync($"contact-{StreamRig.Companies}"))!.Value;
        Assert.Equal("Basel", contact.GetProperty("company_city").GetString());
        Assert.Equal(5000, contact.GetProperty("company_technologies").GetArrayLength());
        await _rig.AssertEqualAsync();
    }

    [Fact]
    public async Task HugeTransaction_ItsRowsAndTheSingleChangeAfterIt_AreIndexed_AndMemoryIsLimited()
    {
        // The memory limit is small enough that the transaction is streamed before its commit.
        await _rig.RunAsync(
            "do $$ begin execute format('alter database %I set logical_decoding_work_mem = %L', current_database(), '64kB'); end $$");
        var worker = await _rig.StartWorkerProcessAsync();
        await _rig.RunAsync($"""
            begin;
            insert into contacts (uuid, first_name, company_id)
            select 'bulk-' || n, 'Bulk', 'company-' || (n % {StreamRig.Companies} + 1) from generate_series(1, 8000) n;
            savepoint part;
            insert into contacts (uuid, first_name) select 'undone-' || n, 'Undone' from generate_series(1, 2000) n;
            rollback to part;
            commit
            """);
        await _rig.RunAsync("update contacts set title = 'After' where uuid = 'contact-1'");
        await _rig.WaitUntilFoundAsync();
        Assert.Equal("After", (await _rig.ContactAsync("contact-1"))!.Value.GetProperty("title").GetString());
        Assert.InRange(worker.PeakMemory, 1, 300_000_000);
        await _rig.AssertEqualAsync();
    }

    [Fact]
    public async Task TooManyRequests_TheLoadAndTheStreamContinueInSmallerRequests_AndNothingIsMissing()
    {
        await using var overloaded = await OverloadedEngine.StartAsync(_node.Url);
        await using var rig = await StreamRig.CreateAsync(server, overloaded.Url);
        await rig.StartWorkerAsync();
        await rig.AssertEqualAsync();
        var rejected = overloaded.Rejected;
        Assert.InRange(rejected, StreamRig.Contacts / 3, int.MaxValue);
        await rig.RunAsync("update contacts set title = 'Under load'; delete from contacts where id % 9 = 0");
        await rig.RunAsync("update companies set name = 'Under load' where id % 2 = 0");
        await rig.WaitUntilFoundAsync();
        await rig.AssertEqualAsync();
        Assert.InRange(overloaded.Rejected, rejected + (StreamRig.Contacts / 3), int.MaxValue);
        Assert.Equal(0, (await rig.CommandAsync("dead-letters", "list")).ExitCode);
    }

    [Fact]
    public async Task ResyncWithoutDowntime_TheOldIndexAnswersMeanwhile_AndNoDeletedDocumentComesBack()
    {
        await _rig.StartWorkerAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var writing = WriteAsync(stop.Token);
        var searching = SearchAsync(stop.Token);
        var reindexed = await _rig.CommandAsync("reindex", "start", "contacts", "--json");
        await stop.CancelAsync();
        await writing;
        Assert.True(reindexed.ExitCode == 0, reindexed.Output + reindexed.Error);
        Assert.InRange(await searching, 1, int.MaxValue);
        await _rig.WaitUntilFoundAsync();
        await _rig.AssertEqualAsync();
    }

    [Fact]
    public async Task OneInvalidDocument_IsADeadLetter_AndStopsNothing()
    {
        await _rig.StartWorkerAsync();
        await _rig.RunAsync("update contacts set city = repeat('x', 40000) where uuid = 'contact-1'");
        await _rig.RunAsync("update contacts set city = 'Bern' where uuid = 'contact-2'");
        await _rig.WaitUntilFoundAsync();
        Assert.Equal("Bern", (await _rig.ContactAsync("contact-2"))!.Value.GetProperty("city").GetString());
        var listed = await _rig.CommandAsync("dead-letters", "list", "--json");
        Assert.Equal(1, listed.ExitCode);
        var letter = Assert.Single(listed.Json.GetProperty("dead_letters").EnumerateArray());
        Assert.Equal("contact-1", letter.GetProperty("uuid").GetString());
        Assert.Equal(40000, letter.GetProperty("document").GetProperty("city").GetString()!.Length);
        Assert.NotEqual(JsonValueKind.Null, letter.GetProperty("error_reason").ValueKind);
        Assert.Equal(1, (await _rig.CommandAsync("dead-letters", "retry")).ExitCode);

        await _rig.RunAsync("update contacts set city = 'Biel' where uuid = 'contact-1'");
        await _rig.WaitUntilFoundAsync();
        Assert.Equal(0, (await _rig.CommandAsync("dead-letters", "list")).ExitCode);
        await _rig.AssertEqualAsync();
    }

    [Fact]
    public async Task ChildChanges_ReachTheirParents()
    {
        await _rig.StartWorkerAsync();
        await _rig.RunAsync("update companies set name = 'Renamed' where uuid = 'company-2'");
        await _rig.RunAsync("update companies set deleted_at = now() where uuid = 'company-3'");
        await _rig.RunAsync("insert into companies (uuid, name) values ('late', 'Late')");
        await _rig.RunAsync("update contacts set company_id = 'late' where uuid = 'contact-5'");
        await _rig.WaitUntilFoundAsync();
        Assert.Equal("Renamed", (await _rig.ContactAsync("contact-1"))!.Value.GetProperty("company_name").GetString());
        Assert.Equal("", (await _rig.ContactAsync("contact-2"))!.Value.GetProperty("company_name").GetString());
        Assert.Equal("Late", (await _rig.ContactAsync("contact-5"))!.Value.GetProperty("company_name").GetString());
        await _rig.AssertEqualAsync();
    }

    [Fact]
    public async Task Outage_OfTheEngine_DeletionsMadeMeanwhileAreNotLost()
    {
        await _rig.StartWorkerAsync();
        await _rig.EngineProxy.InterruptAsync();
        await _rig.RunAsync("delete from contacts where id % 4 = 0; update contacts set title = 'Meanwhile' where id % 4 = 1");
        await _rig.RunAsync("truncate companies");
        _rig.EngineProxy.Restore();
        await _rig.WaitUntilFoundAsync();
        await _rig.AssertEqualAsync();
    }

    [Fact]
    public async Task Stall_OfTheActiveWorker_TheStandbyTakesOver()
    {
        var first = await _rig.StartWorkerProcessAsync();
        await _rig.StartStandbyAsync();
        await first.KillAsync();
        await _rig.RunAsync("update contacts set title = 'Taken over' where id % 2 = 0");
        await _rig.WaitUntilFoundAsync();
        await _rig.AssertEqualAsync();
    }

    // Inserts, updates and deletes rows, so that the load can read outdated ones.
    private async Task WriteAsync(CancellationToken end)
    {
        for (var turn = 1; !end.IsCancellationRequested; turn++)
        {
            await _rig.RunAsync($"""
                insert into contacts (uuid, first_name) values ('new-{turn}', 'New');
                update contacts set title = 'Turn {turn}' where id % 20 = {turn % 20};
                delete from contacts where uuid in ('contact-{turn}', 'new-{turn - 2}')
                """);
        }
    }

    // Returns the number of searches, all of which must succeed.
    private async Task<int> SearchAsync(CancellationToken end)
    {
        var answered = 0;
        while (!end.IsCancellationRequested)
        {
            using var answer = await _rig.Engine.GetAsync(
                new Uri("contacts_index/_search?size=1", UriKind.Relative), CancellationToken.None);
            answer.EnsureSuccessStatusCode();
            answered++;
        }

        return answered;
    }
}
