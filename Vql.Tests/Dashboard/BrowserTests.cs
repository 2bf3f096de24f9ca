using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Vql.Core.Documents;
using Vql.Tests.Api;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Dashboard;

/// <summary>The pages of the dashboard in a browser. <c>VQL_SCREENSHOTS</c> sets the folder for screenshots.</summary>
public sealed class BrowserTests(PostgresServer server) : IAsyncLifetime
{
    // An hour with an outage of the search, minutes without an API, and a comparison of the index.
    private static readonly string History =
        $$"""
        insert into monitoring_replicas (minutes, started_at, replica, circuit, dropped)
        select 1, date_trunc('minute', now()) - n * interval '1 minute', 'api:1', 'closed', 0
        from generate_series(0, 59) n where n not between 40 and 44;
        insert into monitoring_figures
            (minutes, started_at, replica, entity, operation, source, reason, calls, zero_hits, latencies)
        select 1, date_trunc('minute', now()) - n * interval '1 minute', 'api:1', 'contact', 'list', source, reason, calls,
            calls / 20, latencies
        from generate_series(2, 59) n,
            lateral (values
                ('search', '', case when n between 15 and 20 then 0 else 120 + (n * 37) % 40 end,
                    array[0, 0, 0, 0, 0, 4, 20, 40, 25, 6, 3, 1, 1 + n % 2]),
                ('database', '', 6 + n % 3, array[0, 0, 0, 0, 3, 2, 1]),
                ('database', 'fresh', 8 + n % 5, array[0, 0, 0, 0, 0, 0, 2, 4, 6, 4, 2, 1]),
                ('database', 'circuit_open', case when n between 15 and 19 then 110 else 0 end,
                    array[0, 0, 0, 0, 0, 0, 0, 20, 60, 20, 8, 2]),
                ('database', 'timeout', case when n = 20 then 60 else 0 end,
                    array[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 30, 20, 10]),
                ('error', 'timeout', case when n = 20 then 4 else 0 end, array[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4]))
                as figures (source, reason, calls, latencies)
        where n not between 40 and 44 and calls > 0;
        insert into monitoring_marks (at, replica, kind, detail) values
            (now() - interval '39 minutes', 'api:1', 'api_started', '1.0.0'),
            (now() - interval '20 minutes', 'api:1', 'circuit_opened', ''),
            (now() - interval '14 minutes', 'api:1', 'circuit_closed', '');
        insert into verifications
            (entity, index_name, finished_at, seconds, rows, documents, missing, extra, stale, different, pending, repaired)
        values ('companies', 'companies_index', now() - interval '30 minutes', 2.4, 20000, 20000, 0, 0, 0, 0, 0, 0),
            ('contacts', 'contacts_index', now() - interval '29 minutes', 12.8, 250000, 249998, 2, 0, 1, 0, 4, 3);
        insert into reindexes (entity, target, previous, state, documents, started_at, changed_at)
        values ('contacts', 'contacts_index_2', 'contacts_index_1', 'finished', 250000, now() - interval '3 hours',
            now() - interval '2 hours');
        insert into syncs (index_name, index_uuid, next_id, started_at) values ('contacts_index_3', 'uuid', 8, now() - interval '1 minute');
        with verified as (select max(id) as id from verifications where entity = 'contacts')
        insert into verification_differences
        select id, 'contact-' || n, kind, 1 + n, case when kind <> 'extra' then '{"title":"Engineer"}' end,
            case when kind <> 'missing' then '{"title":"Sales"}' end
        from verified, (values (1, 'missing'), (2, 'missing'), (3, 'stale')) as differences (n, kind);
        insert into operator_requests
            (kind, entity, actor, state, requested_at, started_at, reported_at, finished_at, done, fraction, outcome)
        values ('repair', 'contacts', 'Ada (127.0.0.1)', 'done', now() - interval '30 minutes', now() - interval '30 minutes',
                now() - interval '29 minutes', now() - interval '29 minutes', 250000, 1,
                'missing 2, extra 0, stale 1, different 0; repaired 3'),
            ('verify', 'companies', 'Ada (127.0.0.1)', 'running', now() - interval '4 seconds', now() - interval '4 seconds', now(), null,
                8000, 0.4, ''),
            ('optimize', 'contacts', 'Ada (127.0.0.1)', 'done', now() - interval '1 hour', now() - interval '1 hour',
                now() - interval '1 hour', now() - interval '1 hour', 0, null, 'applied: analyze contacts');
        insert into reindexes (entity, target, state, started_at) values ('companies', 'companies_index_2', 'filling', now());
        insert into index_reports values
            ('contacts', 'contacts_index_2', 250000, 12000, 512000000, 14, 1, 1, null, '{}', now() - interval '3 minutes'),
            ('companies', 'companies_index_1', 20000, 300, 38000000, 4, 1, 1, '-1',
                array['companies_index_1: name_label is missing'], now() - interval '3 minutes');
        insert into index_advice values
            ('contacts', 'merge', 'elasticsearch', 'contacts_index_2', 'merge the index: 14 segments, 5 % deleted documents',
                'POST /contacts_index_2/_forcemerge?max_num_segments=1'),
            ('companies', 'unused-fields', 'elasticsearch', 'companies_index',
                'fields without searches since the nodes started: address', null);
        insert into monitoring_freshness
        select 1, date_trunc('minute', now()) - n * interval '1 minute',
            array[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 4, 5, 2], 80 + n % 7 * 10
        from generate_series(0, 59) n where n not between 40 and 44;
        update sync_state set indexed_lsn = position, indexed_at = now(), changes = vql_changes(),
            document_fields = '{{DocumentFields.Fingerprint}} ' || position::text,
            synced_at = now() - interval '3 hours'
        from (select pg_current_wal_lsn()) as log (position)
        """;

    private static readonly string[] Pages =
    [
        "/", "/queries?window=24h&order=time&advice=true", "/sync", "/dead-letters", "/indexes",
        "/playground?entity=contact&filters=title%3Dengineer&plan=true",
        "/switches", "/audit",
    ];

    private ScriptedStack _stack = null!;
    private RunningApi _api = null!;
    private RunningDashboard _dashboard = null!;

    public async ValueTask InitializeAsync()
    {
        _stack = await ScriptedStack.StartAsync(server);
        await using (var earlier = await _stack.StartApiAsync())
        {
            await _stack.SendKnownTrafficAsync(earlier);
        }

        _api = await _stack.StartApiAsync();
        await _api.SourceOfAsync(KnownTraffic.List);
        await _stack.RunAsync(PageTests.DeadLetter);
        await _stack.RunAsync("delete from monitoring_replicas; delete from monitoring_figures; delete from monitoring_marks");
        await _stack.RunAsync(History);
        _dashboard = await _stack.StartDashboardAsync(_api);
        await _dashboard.PostAsync("/dead-letters", "/dead-letters/retry", ("entity", "contact"));
    }

    public async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _api.DisposeAsync();
        await _stack.DisposeAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Pages_InEachColorScheme_AreAccessible_AndFitANarrowScreen(ColorScheme scheme)
    {
        await using var browser = await Chromium.StartAsync();
        var page = await browser.NewPageAsync(
            new() { ColorScheme = scheme, ViewportSize = new() { Width = 1280, Height = 900 } });
        var errors = new List<string>();
        page.Console += (_, message) => errors.AddRange(message.Type == "error" ? [$"{page.Url}: {message.Text}"] : []);
        await page.GotoAsync(new Uri(_dashboard.Client.BaseAddress!, "/login").ToString());
        await CheckAsync(page);
        await page.GotoAsync(new Uri(_dashboard.Client.BaseAddress!, $"/login/token?t={RunningDashboard.OperatorToken}").ToString());
        foreach (var path in Pages)
        {
            await page.SetViewportSizeAsync(1280, 900);
            await page.GotoAsync(new Uri(_dashboard.Client.BaseAddress!, path).ToString());
            await page.Locator("h1").WaitForAsync();
            await ScreenshotAsync(page, path, scheme);
            await CheckAsync(page);
            await page.SetViewportSizeAsync(320, 800);
            Assert.True(
                await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path);
        }

        Assert.Empty(errors);
    }

    [Fact]
    public async Task Overview_ThatStaysOpen_IsRefreshed_UntilItIsPaused()
    {
        await using var browser = await Chromium.StartAsync();
        var page = await browser.NewPageAsync();
        await page.GotoAsync(new Uri(_dashboard.Client.BaseAddress!, $"/login/token?t={RunningDashboard.OperatorToken}").ToString());
        await page.Locator("#sentence").GetByText("rejected: 1").WaitForAsync();
        await _stack.RunAsync("delete from dead_letters");
        await page.Locator("article", new() { HasText = "The index accepted all documents." }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await _stack.RunAsync(PageTests.DeadLetter);
        await page.Locator("article", new() { HasText = "Documents that the index rejected: 1." }).WaitForAsync();
    }

    private static async Task CheckAsync(IPage page)
    {
        var result = await page.RunAxe();
        Assert.Empty(result.Violations.Select(
            violation => $"{page.Url} {violation.Id}: {violation.Help} {violation.Nodes[0].Html}"));
    }

    private static async Task ScreenshotAsync(IPage page, string path, ColorScheme scheme)
    {
        if (Environment.GetEnvironmentVariable("VQL_SCREENSHOTS") is { Length: > 0 } folder)
        {
            var name = path == "/" ? "overview" : path.Split('?')[0].Trim('/');
            if (scheme == ColorScheme.Light || name == "overview")
            {
                var suffix = scheme == ColorScheme.Dark ? "-dark" : "";
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"ops-{name}{suffix}.png"), FullPage = true });
            }
        }
    }
}
