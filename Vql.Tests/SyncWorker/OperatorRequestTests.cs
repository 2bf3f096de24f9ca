using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Vql.Storage.Monitoring;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>Tests of requests of operators, which a running worker executes.</summary>
public sealed class OperatorRequestTests(PostgresServer server) : IAsyncLifetime
{
    private const string Actor = "Ada (127.0.0.1)";
    private const string Contacts = "contacts";

    private readonly SearchNodeFixture _node = new();
    private StreamRig _rig = null!;
    private OperatorRequestTable _requests = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _node.InitializeAsync();
        _rig = await StreamRig.CreateAsync(server, _node.Url);
        _requests = new OperatorRequestTable(_rig.Source);
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        await _node.DisposeAsync();
    }

    [Fact]
    public async Task Verification_OfDriftOfEachKind_CountsIt_KeepsBothDocuments_AndRepairsItOnRequest()
    {
        await _rig.StartWorkerAsync();
        await _rig.WaitUntilFoundAsync();
        await WriteDocumentAsync("contact-1", """{"uuid":"contact-1","title":"Nobody wrote this"}""");
        await WriteDocumentAsync("ghost", """{"uuid":"ghost","title":"Nobody has this"}""");
        using (await _rig.Engine.DeleteAsync(new Uri("contacts_index/_doc/contact-2", UriKind.Relative), Token))
        {
        }

        var found = await RunAsync(RequestKind.Verify);
        Assert.Equal(
            (RequestState.Done, "missing 1, extra 1, stale 0, different 1; repaired 0"), (found.State, found.Outcome));
        Assert.Equal((StreamRig.Contacts, 1.0), (found.Done, found.Fraction));
        Assert.Equal("Nobody wrote this", (await _rig.ContactAsync("contact-1"))!.Value.GetProperty("title").GetString());

        var reader = new SyncReader(_rig.Source);
        var verification = (await reader.ReadVerificationsAsync(1, Token))[0];
        Assert.Equal((Contacts, 3, 0), (verification.Entity, verification.Differences, verification.Repaired));
        Assert.Equal(
            [("contact-1", "different"), ("ghost", "extra"), ("contact-2", "missing")],
            (await reader.ReadDifferencesAsync(verification.Id, Token)).Select(row => (row.Uuid, row.Kind)));
        var (expected, document) = await reader.ReadDocumentsAsync(verification.Id, "contact-1", Token);
        Assert.Equal(("Engineer", "Nobody wrote this"), (TitleOf(expected!), TitleOf(document!)));
        Assert.Null((await reader.ReadDocumentsAsync(verification.Id, "contact-2", Token)).Document);
        Assert.Null((await reader.ReadDocumentsAsync(verification.Id, "ghost", Token)).Expected);

        Assert.Equal("missing 1, extra 1, stale 0, different 1; repaired 3", (await RunAsync(RequestKind.Repair)).Outcome);
        Assert.Equal("Engineer", (await _rig.ContactAsync("contact-1"))!.Value.GetProperty("title").GetString());
        Assert.Equal("equal: 800 rows", (await RunAsync(RequestKind.Verify)).Outcome);
    }

    [Fact]
    public async Task Reindex_ThatIsRequested_ReplacesTheIndex_WhoseOldOneIsDroppedOnRequest()
    {
        await _rig.StartWorkerAsync();
        var rebuilt = await RunAsync(RequestKind.Reindex);
        Assert.Equal(RequestState.Done, rebuilt.State);
        Assert.Matches(@"^searches use contacts_index-\S+ with 800 documents$", rebuilt.Outcome);
        await _rig.RunAsync("update contacts set title = 'Rebuilt' where uuid = 'contact-1'");
        await _rig.WaitUntilFoundAsync();
        Assert.Equal("Rebuilt", (await _rig.ContactAsync("contact-1"))!.Value.GetProperty("title").GetString());

        // The first index had the name of the alias, so that it is already deleted.
        Assert.Equal("the replaced index was already deleted", (await RunAsync(RequestKind.ReindexDropOld)).Outcome);
        var repeated = await RunAsync(RequestKind.ReindexDropOld);
        Assert.Equal((RequestState.Failed, "No replaced index of contacts is kept."), (repeated.State, repeated.Outcome));
        var aborted = await RunAsync(RequestKind.ReindexAbort);
        Assert.Equal((RequestState.Failed, "No reindex of contacts is in progress."), (aborted.State, aborted.Outcome));
    }

    [Fact]
    public async Task Request_ThatRuns_IsCanceled_AndAPausedReindexIsResumedOrAborted()
    {
        await _rig.StartWorkerAsync();
        // The worker reads the definitions of the indexes once, which would wait for the table as well.
        await WaitForReportsAsync();

        // The load waits for the table.
        await using (var connection = await _rig.Source.OpenConnectionAsync(Token))
        {
            await using var transaction = await connection.BeginTransactionAsync(Token);
            await using var hold = new NpgsqlCommand("lock table contacts in access exclusive mode", connection, transaction);
            await hold.ExecuteNonQueryAsync(Token);
            var id = await AddAsync(RequestKind.Reindex);
            Assert.Null(await _requests.AddAsync(RequestKind.Reindex, Contacts, "", Actor, Token));
            await StreamRig.WaitUntilAsync(
                () => _rig.ReadAsync<bool>(
                    "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"),
                () => "the reindex does not wait for the table");
            var waiting = await AddAsync(RequestKind.Verify);
            Assert.True(await _requests.CancelAsync(waiting, Token));
            Assert.Equal(RequestState.Canceled, (await FindAsync(waiting)).State);
            Assert.True(await _requests.CancelAsync(id, Token));
            Assert.Equal(RequestState.Canceled, (await WaitAsync(id)).State);
            Assert.False(await _requests.CancelAsync(id, Token));
        }

        Assert.Equal("filling", await _rig.ReadAsync<string>("select state from reindexes"));
        Assert.Equal(RequestState.Done, (await RunAsync(RequestKind.Reindex)).State);
        Assert.Equal("swapped", await _rig.ReadAsync<string>("select string_agg(state, ',') from reindexes"));
        Assert.Equal("equal: 800 rows", (await RunAsync(RequestKind.Verify)).Outcome);
    }

    [Fact]
    public async Task Advice_ThatIsApplied_Disappears_AndUnknownAdviceIsRefused()
    {
        await _rig.RunAsync("drop index contacts_seniority");
        await _rig.StartWorkerAsync();
        await WaitForReportsAsync();
        var reports = new IndexReportTable(_rig.Source);
        Assert.StartsWith("recommendations: ", (await RunAsync(RequestKind.Inspect)).Outcome, StringComparison.Ordinal);
        var report = (await reports.ReadAsync(Token)).Single(one => one.Entity == Contacts);
        Assert.Equal((StreamRig.Contacts, "contacts_index", 0), (report.Documents, report.IndexName, report.MappingDifferences.Count));
        var advice = Assert.Single(report.Advice, one => one.Id == "missing-index:seniority");
        Assert.StartsWith(
            "create index concurrently if not exists contacts_seniority_advised on contacts", advice.Effect, StringComparison.Ordinal);

        var applied = await RunAsync(RequestKind.Optimize, advice.Id);
        Assert.Equal((RequestState.Done, $"applied: {advice.Effect}"), (applied.State, applied.Outcome));
        Assert.DoesNotContain(
            (await reports.ReadAsync(Token)).SelectMany(one => one.Advice), one => one.Id == advice.Id && one.Subject == Contacts);
        var again = await RunAsync(RequestKind.Optimize, advice.Id);
        Assert.Equal((RequestState.Failed, "The recommendation no longer applies."), (again.State, again.Outcome));
    }

    [Fact]
    public async Task Request_OfAWorkerThatHasEnded_Fails_AndOneThatWaitsIsExecuted()
    {
        await _rig.RunAsync(
            $"""
            insert into operator_requests (kind, entity, actor, state, started_at, reported_at)
            values ('repair', 'contacts', '{Actor}', 'running', now(), now()), ('verify', 'contacts', '{Actor}', 'waiting', null, null)
            """);
        await _rig.StartWorkerAsync();
        await StreamRig.WaitUntilAsync(
            () => _rig.ReadAsync<bool>("select bool_and(finished_at is not null) from operator_requests"),
            () => "the requests did not end");
        Assert.Equal(
            "failed,done", await _rig.ReadAsync<string>("select string_agg(state, ',' order by id) from operator_requests"));
    }

    private static string? TitleOf(string json) => JsonDocument.Parse(json).RootElement.GetProperty("title").GetString();

    // The worker reads the indices by itself.
    private Task WaitForReportsAsync() => StreamRig.WaitUntilAsync(
        () => _rig.ReadAsync<bool>("select count(*) = 2 from index_reports"), () => "the worker did not read the indices");

    private async Task WriteDocumentAsync(string uuid, string document)
    {
        using var content = JsonContent.Create(JsonDocument.Parse(document).RootElement);
        using var response = await _rig.Engine.PutAsync(
            new Uri($"contacts_index/_doc/{uuid}", UriKind.Relative), content, Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    private async Task<OperatorRequest> RunAsync(RequestKind kind, string detail = "") => await WaitAsync(await AddAsync(kind, detail));

    private async Task<long> AddAsync(RequestKind kind, string detail = "") =>
        (await _requests.AddAsync(kind, Contacts, detail, Actor, Token))!.Value;

    private async Task<OperatorRequest> FindAsync(long id) =>
        (await _requests.ReadAsync(RequestNames.Kinds, 100, Token)).Single(request => request.Id == id);

    private async Task<OperatorRequest> WaitAsync(long id)
    {
        await StreamRig.WaitUntilAsync(async () => !(await FindAsync(id)).IsOpen, () => "the request does not end");
        return await FindAsync(id);
    }
}
