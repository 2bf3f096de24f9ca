using Npgsql;
using Vql.Tests.Api;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>
/// Tests of administrative changes to the database: the stream repairs itself, and no change is lost.
/// </summary>
public sealed class AdministratorTests(PostgresServer server) : IAsyncLifetime
{
    private const string HasWord = "select exists (select from vql_terms where source = 'contacts.title' and term = 'quartermaster')";
    private const string UnpublishedChanges =
        "insert into contacts (uuid, title) select 'unheard-' || n, 'Unheard' from generate_series(1, 20) n; "
        + "delete from contacts where id % 50 = 0";

    private readonly SearchNodeFixture _node = new();
    private StreamRig _rig = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
    public async Task Rows_OfASessionOfReplication_HaveTheirWordsInTheDictionary()
    {
        await _rig.RunAsync("set session_replication_role = replica; update contacts set title = 'Quartermaster' where uuid = 'contact-1'");
        Assert.True(await _rig.ReadAsync<bool>(HasWord));
    }

    [Fact]
    public async Task Rows_WrittenWhileTriggersAreDisabled_HaveTheirWordsAddedByTheStream()
    {
        await _rig.StartWorkerAsync();
        await _rig.RunAsync(
            "alter table contacts disable trigger all; update contacts set title = 'Quartermaster' where uuid = 'contact-1'; "
            + "alter table contacts enable trigger all");
        await _rig.WaitUntilFoundAsync();
        Assert.True(await _rig.ReadAsync<bool>(HasWord));
        await _rig.AssertEqualAsync();
    }

    [Fact]
    public async Task Words_ThatTheDictionaryLacks_AreFoundByVerifySync_AndAddedByItsRepair()
    {
        Assert.Equal(0, (await _rig.CommandAsync("sync-companies")).ExitCode);
        await _rig.RunAsync(
            "alter table contacts disable trigger all; update contacts set title = 'Quartermaster' where uuid = 'contact-1'");
        Assert.Equal(0, (await _rig.CommandAsync("sync-contacts")).ExitCode);
        var verified = await _rig.CommandAsync("verify-sync", "--json");
        Assert.Equal(1, verified.ExitCode);
        Assert.Equal(1, verified.Json.GetProperty("contacts").GetProperty("missing_words").GetInt64());
        Assert.False(await _rig.ReadAsync<bool>(HasWord));
        Assert.Equal(0, (await _rig.CommandAsync("verify-sync", "--repair")).ExitCode);
        Assert.True(await _rig.ReadAsync<bool>(HasWord));
        await _rig.AssertEqualAsync();
    }

    [Theory]
    [InlineData("full", true)]
    [InlineData("default", true)]
    [InlineData("nothing", true)]
    [InlineData("full", false)]
    [InlineData("default", false)]
    [InlineData("nothing", false)]
    public async Task ReplicaIdentity_ThatIsChanged_BlocksNoWriter_AndLosesNoDeletion(string identity, bool isRunning)
    {
        await StartAsync(isRunning);

        await _rig.RunAsync($"alter table contacts replica identity {identity}");
        if (!isRunning)
        {
            await _rig.StartWorkerAsync();
        }

        // Without a replica identity, PostgreSQL rejects updates of published tables until the worker has set the
        // required one.
        await StreamRig.WaitUntilAsync(
            async () =>
            {
                try
                {
                    await _rig.RunAsync(
                        "update contacts set title = 'Meanwhile' where uuid = 'contact-1'; delete from contacts where uuid = 'contact-2'");
                    return true;
                }
                catch (PostgresException exception) when (identity == "nothing"
                    && exception.SqlState == PostgresErrorCodes.ObjectNotInPrerequisiteState)
                {
                    return false;
                }
            },
            () => "updates are still rejected");
        await _rig.WaitUntilFoundAsync();
        Assert.Null(await _rig.ContactAsync("contact-2"));
        await _rig.AssertEqualAsync();
    }

    [Theory]
    [InlineData("alter publication vql drop table contacts", true)]
    [InlineData("alter publication vql set (publish = 'insert')", true)]
    [InlineData("drop publication vql", true)]
    [InlineData("drop publication vql; create publication vql for table contacts, companies", true)]
    [InlineData("drop publication vql; create publication vql for all tables", true)]
    [InlineData("alter publication vql set table contacts where (uuid < 'a'), companies", true)]
    [InlineData("alter publication vql drop table contacts; alter publication vql add table contacts", false)]
    [InlineData("alter publication vql set (publish = 'insert')", false)]
    [InlineData("drop publication vql", false)]
    [InlineData("drop publication vql; create publication vql for table contacts, companies", false)]
    public async Task Publication_ThatIsChanged_IsRepaired_AndUnpublishedChangesAreIndexed(string statement, bool isRunning)
    {
        await StartAsync(isRunning);

        await _rig.RunAsync(statement);
        await _rig.RunAsync(UnpublishedChanges);
        if (!isRunning)
        {
            await _rig.StartWorkerAsync();
        }

        await _rig.WaitUntilFoundAsync();
        await _rig.AssertEqualAsync();
        await _rig.RunAsync(
            "update contacts set title = 'Afterwards' where uuid = 'unheard-1'; delete from contacts where uuid = 'unheard-2'");
        await _rig.WaitUntilFoundAsync();
        Assert.Equal("Afterwards", (await _rig.ContactAsync("unheard-1"))!.Value.GetProperty("title").GetString());
        await _rig.AssertEqualAsync();
    }

    [Fact]
    public async Task Publication_ThatLosesATable_IsLogged_AndTheSearchIsNotUsedUntilItIsRepaired()
    {
        var worker = await _rig.StartWorkerAsync();
        await using var stack = await SearchStack.StartAsync(_rig);
        await _rig.WaitUntilFoundAsync();
        await _rig.RunAsync($"alter publication vql drop table contacts; {UnpublishedChanges}");
        var rows = await _rig.ReadAsync<long>("select count(*) from contacts");
        await StreamRig.WaitUntilAsync(
            () => Task.FromResult(worker.Output.Contains("does not contain contacts", StringComparison.Ordinal)),
            () => $"the worker did not log it: {worker.Output}");
        await _rig.WaitUntilFoundAsync();
        await StreamRig.WaitUntilAsync(
            async () => await stack.Api.SourceOfAsync("/api/v1/contacts/count/") == "vql", () => "the search is not used again");
        Assert.Equal(rows, (await stack.Api.GetAsync("/api/v1/contacts/count/")).GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task Publication_WithOtherTables_IgnoresThem()
    {
        await _rig.RunAsync(
            "create schema other; create table other.contacts (uuid text primary key, n int); create table noise (uuid text primary key)");
        await _rig.StartWorkerAsync();
        await _rig.RunAsync("alter publication vql add table other.contacts, noise");
        await _rig.RunAsync(
            "insert into other.contacts values ('contact-1', 1), ('stranger', 2); insert into noise values ('contact-2'); "
            + "truncate noise, other.contacts");
        await _rig.RunAsync("update contacts set title = 'Ours' where uuid = 'contact-3'");
        await _rig.WaitUntilFoundAsync();
        Assert.Equal("Ours", (await _rig.ContactAsync("contact-3"))!.Value.GetProperty("title").GetString());
        Assert.NotNull(await _rig.ContactAsync("contact-1"));
        await _rig.AssertEqualAsync();
        Assert.Equal(0, await _rig.ReadAsync<long>("select epoch from sync_state"));
    }

    [Theory]
    [InlineData("contacts", 0)]
    [InlineData("companies", StreamRig.Contacts)]
    public async Task Truncation_IsStreamed(string table, int left)
    {
        var worker = await _rig.StartWorkerAsync();
        await using var stack = await SearchStack.StartAsync(_rig);
        await _rig.WaitUntilFoundAsync();
        await _rig.RunAsync($"truncate {table}; insert into contacts (uuid, title) values ('after', 'After')");
        await _rig.WaitUntilFoundAsync();
        await StreamRig.WaitUntilAsync(
            async () => await stack.Api.SourceOfAsync("/api/v1/contacts/count/") == "vql",
            () => $"the search is not used: {worker.Output}");
        Assert.Equal(left + 1, (await stack.Api.GetAsync("/api/v1/contacts/count/")).GetProperty("count").GetInt64());
        await _rig.AssertEqualAsync();
    }

    [Fact]
    public async Task Slot_OfAnotherDatabase_IsNotUsed_AndTheWorkerLogsWhatToSet()
    {
        await using var other = await StreamRig.CreateAsync(server, _node.Url);
        await other.RunAsync($"select pg_create_logical_replication_slot('taken_{Environment.ProcessId}', 'pgoutput')");
        _rig.Environment["VQL_SLOT"] = $"taken_{Environment.ProcessId}";
        var worker = await _rig.StartStandbyAsync();
        await StreamRig.WaitUntilAsync(
            () => Task.FromResult(worker.Output.Contains("Set VQL_SLOT", StringComparison.Ordinal)),
            () => $"the worker did not log it: {worker.Output}");
        Assert.Equal(1, await other.ReadAsync<long>("select count(*) from pg_replication_slots where database = current_database()"));
    }

    [Theory]
    [InlineData("update contacts set departments = array[array['Legal', 'Sales'], array['Tax', null]] where uuid = 'contact-1'", "Sales")]
    [InlineData("update contacts set departments = '[5:6]={Legal,Sales}' where uuid = 'contact-1'", "Sales")]
    public async Task Lists_OfUnusualShape_AreReadAsTheirElements(string statement, string element)
    {
        await _rig.StartWorkerAsync();
        await using var stack = await SearchStack.StartAsync(_rig);
        await _rig.RunAsync(statement);
        await _rig.WaitUntilFoundAsync();
        var indexed = (await _rig.ContactAsync("contact-1"))!.Value.GetProperty("departments").EnumerateArray()
            .Select(value => value.GetString());
        Assert.Contains(element, indexed);
        var record = await stack.Api.GetAsync("/api/v1/contacts/contact-1/");
        Assert.Contains(element, record.GetRawText(), StringComparison.Ordinal);
        await _rig.AssertEqualAsync();
    }

    [Fact]
    public async Task Row_ThatCannotBeIndexed_IsADeadLetter_AndStopsNothing()
    {
        await _rig.StartWorkerAsync();
        await _rig.RunAsync(
            "insert into contacts (uuid, title) select repeat('x', 600), 'Too long' union all select 'good-' || n, 'Good' from "
            + "generate_series(1, 30) n");
        await _rig.RunAsync("insert into contacts (uuid, title) values ('later', 'Later')");
        await _rig.WaitUntilFoundAsync();
        Assert.NotNull(await _rig.ContactAsync("good-30"));
        Assert.NotNull(await _rig.ContactAsync("later"));
        var letters = await _rig.CommandAsync("dead-letters", "list", "--json");
        var verified = await _rig.CommandAsync("verify-sync", "--json");

        // An engine that accepts such an ID has no dead letter. Elasticsearch rejects the whole request.
        Assert.Equal(letters.Json.GetProperty("count").GetInt64(), verified.Json.GetProperty("contacts").GetProperty("missing").GetInt64());
    }

    // Starts a worker and waits until everything is indexed. Kills the worker unless it has to keep running.
    private async Task StartAsync(bool isRunning)
    {
        if (isRunning)
        {
            await _rig.StartWorkerAsync();
            await _rig.WaitUntilFoundAsync();
            return;
        }

        var worker = await _rig.StartWorkerProcessAsync();
        await _rig.WaitUntilFoundAsync();
        await worker.KillAsync();
    }
}
