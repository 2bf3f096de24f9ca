using Vql.Tests.Api;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Dashboard;

/// <summary>Tests of the requests that operators send to the worker, and of what the dashboard shows of them.</summary>
public sealed class RequestTests(PostgresServer server) : IAsyncLifetime
{
    // A verification with a difference, an unfinished reindex, and the state of an index.
    private const string State =
        """
        with verified as (
            insert into verifications
                (entity, index_name, seconds, rows, documents, missing, extra, stale, different, pending, repaired)
            values ('contacts', 'contacts_index', 1, 10, 10, 0, 0, 0, 1, 0, 0) returning id)
        insert into verification_differences
        select id, 'contact-1', 'different', 5, '{"title":"Engineer"}', '{"title":"Nobody wrote this"}' from verified;
        insert into reindexes (entity, target) values ('contacts', 'contacts_index-2');
        insert into index_reports values
            ('contacts', 'contacts_index-1', 12345, 678, 4096, 9, 1, 0, '-1', array['contacts_index-1: title is missing'], now());
        insert into index_advice values
            ('contacts', 'refresh', 'elasticsearch', 'contacts_index-1', 'refresh_interval is -1', 'PUT /contacts_index-1/_settings'),
            ('contacts', 'unused-fields', 'elasticsearch', 'contacts_index-1', 'fields without searches: stage', null)
        """;

    private ScriptedStack _stack = null!;
    private RunningDashboard _dashboard = null!;

    public async ValueTask InitializeAsync()
    {
        _stack = await ScriptedStack.StartAsync(server);
        _dashboard = await _stack.StartDashboardAsync();
        await _stack.RunAsync(State);
    }

    public async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _stack.DisposeAsync();
    }

    [Fact]
    public async Task Verification_IsRequestedOnce_Canceled_AndAudited()
    {
        Assert.Equal("/sync?done=requested", await AddAsync("verify", "contacts"));
        Assert.Equal("/sync?done=duplicate", await AddAsync("verify", "contacts"));
        Assert.Equal("/sync?done=requested", await AddAsync("repair", "contacts"));
        var page = await _dashboard.GetAsync("/sync?done=duplicate");
        Assert.Contains("The same request already waits or runs.", page, StringComparison.Ordinal);
        Assert.Contains("waiting for the worker", page, StringComparison.Ordinal);

        var id = await _stack.ReadAsync<long>("select min(id) from operator_requests");
        Assert.Equal("/sync?done=canceled", await CancelAsync(id));
        Assert.Equal("/sync?done=ended", await CancelAsync(id));
        Assert.Equal(
            "canceled,waiting", await _stack.ReadAsync<string>("select string_agg(state, ',' order by id) from operator_requests"));
        var audit = await _dashboard.GetAsync("/audit");
        Assert.Contains("<td>verify</td><td>contacts</td>", WithoutSpace(audit), StringComparison.Ordinal);
        Assert.Contains("<td>already requested</td>", audit, StringComparison.Ordinal);
        Assert.Contains("<td>cancel request</td>", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Abort_OfARunningReindex_StopsItFirst()
    {
        await _stack.RunAsync(
            """
            insert into operator_requests (kind, entity, actor, state, started_at, reported_at, done, fraction)
            values ('reindex', 'contacts', 'Ada', 'running', now() - interval '2 minutes', now() - interval '1 minute', 500, 0.5)
            """);
        var page = await _dashboard.GetAsync("/sync");
        Assert.Contains("no progress reported since", page, StringComparison.Ordinal);
        Assert.Contains("about 2 min left", page, StringComparison.Ordinal);
        Assert.DoesNotContain(">Resume<", page, StringComparison.Ordinal);
        Assert.Equal("/sync?done=requested", await AddAsync("reindex_abort", "contacts"));
        Assert.True(await _stack.ReadAsync<bool>("select cancel_requested_at is not null from operator_requests where kind = 'reindex'"));
        await _stack.RunAsync("update operator_requests set state = 'canceled', finished_at = now()");
        Assert.Contains(">Resume<", await _dashboard.GetAsync("/sync"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("destroy", "contacts", "", "/sync")]
    [InlineData("verify", "people", "", "/sync")]
    [InlineData("verify", "contacts", "everything", "/sync")]
    [InlineData("optimize", "contacts", "", "/indexes")]
    public async Task Request_ThatIsInvalid_IsRefused(string kind, string entity, string detail, string page)
    {
        Assert.Equal($"{page}?done=invalid", await AddAsync(kind, entity, detail));
        Assert.Equal(0, await _stack.ReadAsync<long>("select count(*) from operator_requests"));
        Assert.Contains("nothing was done", await _dashboard.GetAsync($"{page}?done=invalid"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Difference_IsShownSideBySide_ToOperatorsOnly()
    {
        var id = await _stack.ReadAsync<long>("select id from verifications");
        Assert.Contains($"/sync?verification={id}#differences", await _dashboard.GetAsync("/sync"), StringComparison.Ordinal);
        var link = $"/sync?verification={id}&uuid=contact-1";
        Assert.Contains(
            "<th scope=\"row\">title</th><td>Engineer</td><td>Nobody wrote this</td><td>no</td>", await _dashboard.GetAsync(link),
            StringComparison.Ordinal);
        Assert.Contains("id=\"no-differences\"", await _dashboard.GetAsync("/sync?verification=0"), StringComparison.Ordinal);

        await _dashboard.LogInAsync(RunningDashboard.ReaderToken);
        var page = await _dashboard.GetAsync(link);
        Assert.Contains("contact-1", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Nobody wrote this", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/requests/add", page, StringComparison.Ordinal);
        Assert.Contains(
            "/denied", await _dashboard.PostAsync("/sync", "/requests/add", ("kind", "verify"), ("entity", "contacts")),
            StringComparison.Ordinal);
        Assert.Equal(0, await _stack.ReadAsync<long>("select count(*) from operator_requests"));
    }

    [Fact]
    public async Task Indexes_OfTheSearch_AreShown_AndOnlyAdviceWithAnEffectIsApplied()
    {
        var page = await _dashboard.GetAsync("/indexes");
        Assert.Contains("<td>12,345</td>", page, StringComparison.Ordinal);
        Assert.Contains("contacts_index-1: title is missing", page, StringComparison.Ordinal);
        Assert.Contains("<code>PUT /contacts_index-1/_settings</code>", page, StringComparison.Ordinal);
        Assert.Contains("An operator must decide.", page, StringComparison.Ordinal);
        Assert.Equal(1, page.Split("name=\"detail\"").Length - 1);
        Assert.Equal("/indexes?done=requested", await AddAsync("optimize", "contacts", "refresh"));
        Assert.Equal(
            "optimize contacts refresh",
            await _stack.ReadAsync<string>("select concat_ws(' ', kind, entity, detail) from operator_requests"));
    }

    private Task<string> AddAsync(string kind, string entity, string detail = "") => _dashboard.PostAsync(
        "/sync", "/requests/add", ("kind", kind), ("entity", entity), ("detail", detail));

    private Task<string> CancelAsync(long id) => _dashboard.PostAsync(
        "/sync", "/requests/cancel", ("id", id.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("kind", "verify"));

    private static string WithoutSpace(string html) => html.Replace("\n", "", StringComparison.Ordinal);
}
