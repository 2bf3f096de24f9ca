using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Vql.Tests.Api;
using Vql.Tests.Infrastructure;
using Vql.Tests.SyncWorker;

namespace Vql.Tests.Dashboard;

/// <summary>Tests of the pages of the dashboard, against an API with known traffic.</summary>
public sealed class PageTests(PostgresServer server) : IAsyncLifetime
{
    private ScriptedStack _stack = null!;

    public async ValueTask InitializeAsync() => _stack = await ScriptedStack.StartAsync(server);

    public ValueTask DisposeAsync() => _stack.DisposeAsync();

    [Fact]
    public async Task Overview_OfKnownTraffic_ShowsEachCount()
    {
        await using (var api = await _stack.StartApiAsync())
        {
            await _stack.SendKnownTrafficAsync(api);
        }

        await using var dashboard = await _stack.StartDashboardAsync();
        var html = await dashboard.GetAsync("/?window=15m");
        Assert.Equal("10", ValueOf(html, "total-calls"));
        Assert.Equal("5", ValueOf(html, "total-search"));
        Assert.Equal("4", ValueOf(html, "total-database"));
        Assert.Equal("1", ValueOf(html, "total-error"));
        Assert.Equal("1", ValueOf(html, "total-zero-hits"));
        Assert.Equal("2", ValueOf(html, "reason-fresh"));
        Assert.Equal("2", ValueOf(html, "reason-server_error"));
        Assert.Contains("api started", html, StringComparison.Ordinal);
        Assert.Contains("<td colspan=\"5\">no data</td>", html, StringComparison.Ordinal);

        // The API has stopped, which is worse than every figure.
        Assert.Contains("The API does not answer.", Sentence(html), StringComparison.Ordinal);

        var queries = await dashboard.GetAsync("/queries?window=24h&order=zero_hits&contains=title");
        Assert.Contains("<td>contact list</td>", queries, StringComparison.Ordinal);
        Assert.DoesNotContain("engineer", queries, StringComparison.OrdinalIgnoreCase);
        var shape = Regex.Match(queries, "shape=([0-9a-f]{16})").Groups[1].Value;
        var advice = await dashboard.GetAsync("/queries?window=24h&advice=true");
        Assert.Contains("fields were never asked for", advice, StringComparison.Ordinal);
        Assert.Matches(@"<th scope=""row"">title</th><td>contact</td><td>10</td>\s*<td>10 %</td>", advice);
        Assert.Matches(@"<th scope=""row"">seniority</th><td>contact</td><td>0</td>", advice);
        Assert.Contains($"Query {shape}", await dashboard.GetAsync($"/queries?window=24h&shape={shape}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Advice_OnAListReadOverManyPages_NamesItsQuery()
    {
        await using (var api = await _stack.StartApiAsync())
        {
            var next = "/api/v1/contacts/?limit=1";
            for (var page = 0; page < 12; page++)
            {
                next = (await api.GetAsync(next)).GetProperty("next").GetString()!;
            }
        }

        await using var restarted = await _stack.StartApiAsync();
        var queries = await restarted.GetAsync("/api/v1/monitoring/queries?window=24h&order=continued");
        var list = queries.GetProperty("queries").EnumerateArray().First();
        Assert.Equal((12, 11), (list.GetProperty("calls").GetInt64(), list.GetProperty("continued").GetInt64()));

        await using var dashboard = await _stack.StartDashboardAsync(restarted);
        var advice = await dashboard.GetAsync("/queries?window=24h&advice=true");
        var shape = list.GetProperty("shape").GetString();
        Assert.Matches($"""aria-label="Lists read over many pages">[^§]*shape={shape}[^§]*<td>91.67 %</td>[^§]*</table>""", advice);
    }

    [Fact]
    public async Task Advice_OnWordsWithoutRowsFollowedByOthersWithRows_NamesBothToOperatorsOnly()
    {
        await using (var api = await _stack.StartApiAsync())
        {
            for (var attempt = 0; attempt < 3; attempt++)
            {
                // Only the title differs between the first two searches.
                await api.GetAsync("/api/v1/contacts/?title=Enginator&employees_min=1&limit=1");
                await api.GetAsync("/api/v1/contacts/?title=Engineer&employees_min=1&limit=1");
                await api.GetAsync("/api/v1/contacts/?title=Nobodyhasit&employees_min=1&limit=1");
                await api.GetAsync("/api/v1/contacts/?title=Manager&limit=1");
                await api.GetAsync("/api/v1/contacts/?title=Engineer&employees_min=1&limit=1&title.match=exact");
            }
        }

        await using var dashboard = await _stack.StartDashboardAsync();
        var advice = await dashboard.GetAsync("/queries?window=24h&advice=true");
        Assert.Matches("""<th scope="row">enginator</th><td>engineer</td><td>title</td><td>contact</td>\s*<td>3</td>""", advice);
        Assert.DoesNotContain("nobodyhasit", advice, StringComparison.Ordinal);

        await dashboard.LogInAsync(RunningDashboard.ReaderToken);
        Assert.DoesNotContain(
            "enginator", await dashboard.GetAsync("/queries?window=24h&advice=true"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_WithoutData_SaySoInsteadOfZero()
    {
        await using var api = await _stack.StartApiAsync("--VQL_MONITORING=false");
        await using var dashboard = await _stack.StartDashboardAsync(api);
        var overview = await dashboard.GetAsync("/");
        Assert.StartsWith("No data:", Sentence(overview), StringComparison.Ordinal);
        Assert.Contains("id=\"no-data\"", overview, StringComparison.Ordinal);
        Assert.DoesNotContain("total-calls", overview, StringComparison.Ordinal);
        Assert.Contains("id=\"no-data\"", await dashboard.GetAsync("/queries"), StringComparison.Ordinal);
        var sync = await dashboard.GetAsync("/sync");
        Assert.Contains("id=\"no-verification\"", sync, StringComparison.Ordinal);
        Assert.Contains("Nothing was requested in the last 30 days.", sync, StringComparison.Ordinal);
        Assert.Contains("id=\"none\"", await dashboard.GetAsync("/dead-letters"), StringComparison.Ordinal);
        Assert.Contains("id=\"none\"", await dashboard.GetAsync("/audit"), StringComparison.Ordinal);
        var indexes = await dashboard.GetAsync("/indexes");
        Assert.Contains("contacts_title", indexes, StringComparison.Ordinal);
        Assert.Contains("id=\"no-report\"", indexes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sentence_WhileTheSearchFails_SaysSo_AndRecovers()
    {
        await using var api = await _stack.StartApiAsync();
        await using var dashboard = await _stack.StartDashboardAsync(api);
        _stack.Connectra.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        };
        for (var call = 0; call < 4; call++)
        {
            Assert.NotEqual("vql", await api.SourceOfAsync(KnownTraffic.List));
        }

        Assert.Contains("The search does not answer", Sentence(await dashboard.GetAsync("/")), StringComparison.Ordinal);
        _stack.Connectra.Answer = _stack.Connectra.AnswerAsync;
        await StreamRig.WaitUntilAsync(
            async () =>
            {
                await api.SourceOfAsync(KnownTraffic.List);
                return !Sentence(await dashboard.GetAsync("/")).Contains("The search", StringComparison.Ordinal);
            },
            () => "the sentence does not recover");
    }

    [Fact]
    public async Task Sentence_WithADifferenceOrADeadLetter_NamesTheWorst()
    {
        await using var api = await _stack.StartApiAsync();
        Assert.Equal("vql", await api.SourceOfAsync(KnownTraffic.List));
        await using var dashboard = await _stack.StartDashboardAsync(api);
        await _stack.RunAsync(DeadLetter);
        Assert.Contains("Documents that the index rejected: 1.", Sentence(await dashboard.GetAsync("/")), StringComparison.Ordinal);
        await _stack.RunAsync(
            """
            insert into verifications (entity, index_name, seconds, rows, documents, missing, extra, stale, different, pending, repaired)
            values ('contacts', 'contacts_index', 1, 10, 9, 1, 0, 0, 0, 0, 0)
            """);
        Assert.Contains(
            "Documents of contacts that differ from their rows: 1.", Sentence(await dashboard.GetAsync("/")), StringComparison.Ordinal);
        Assert.Contains("1 differ", await dashboard.GetAsync("/sync"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overview_WhilePostgresIsAway_SaysSo()
    {
        await using var api = await _stack.StartApiAsync();
        await using var dashboard = await _stack.StartDashboardAsync(api);
        await DatabaseAccess.SetAllowedAsync(_stack.Rows.ConnectionString, false);
        try
        {
            Assert.Contains("cannot read PostgreSQL", Sentence(await dashboard.GetAsync("/")), StringComparison.Ordinal);
        }
        finally
        {
            await DatabaseAccess.SetAllowedAsync(_stack.Rows.ConnectionString, true);
            _stack.Rows.Source.Clear();
        }
    }

    [Fact]
    public async Task Playground_OfFilters_ComparesBothEngines()
    {
        await using var api = await _stack.StartApiAsync();
        await using var dashboard = await _stack.StartDashboardAsync(api);
        var html = await dashboard.GetAsync("/playground?entity=contact&filters=title%3Dengineer");
        Assert.Matches(@"Both engines returned the same \d+ rows in the same order\.", html);
        Assert.Contains("title=engineer&limit=25'", html, StringComparison.Ordinal);
        Assert.Contains("\"query\"", html, StringComparison.Ordinal);
        Assert.Contains("select", html, StringComparison.Ordinal);

        var copied = await dashboard.GetAsync(
            "/playground?entity=contact&plan=true&filters="
            + Uri.EscapeDataString("title=engineer&country=germany&country=france&ordering=-created_at"));
        Assert.Contains("[\"title\"] = \"engineer\",", copied, StringComparison.Ordinal);
        Assert.Contains("[\"country\"] = new(\"germany\", \"france\"),", copied, StringComparison.Ordinal);
        Assert.Contains("Ordering = \"-created_at\",", copied, StringComparison.Ordinal);
        using (var call = JsonDocument.Parse(Regex.Match(copied, "<pre tabindex=\"0\" id=\"mcp\">(.*?)</pre>", RegexOptions.Singleline)
            .Groups[1].Value))
        {
            var arguments = call.RootElement.GetProperty("arguments");
            Assert.Equal(("contacts", 25), (arguments.GetProperty("entity").GetString(), arguments.GetProperty("limit").GetInt32()));
            Assert.Equal("""["germany","france"]""", Compact(arguments.GetProperty("filters").GetProperty("country")));
        }

        Assert.Contains("\"Node Type\"", copied, StringComparison.Ordinal);

        const string Body =
            """{"where":{"text_matches":{"must":[{"filter_key":"title","text_value":"engineer","search_type":"shuffle"}]}}}""";
        Assert.Matches(
            @"Both engines returned the same \d+ rows",
            await dashboard.GetAsync($"/playground?entity=contact&body={Uri.EscapeDataString(Body)}"));

        _stack.Connectra.TransformRows = rows => rows.Skip(1);
        Assert.Contains(
            "The answers differ from row 1 on.", await dashboard.GetAsync("/playground?entity=contact&filters=title%3Dengineer"),
            StringComparison.Ordinal);
        Assert.Contains(
            "An engine did not answer", await dashboard.GetAsync("/playground?entity=contact&filters=nothing%3D1"),
            StringComparison.Ordinal);
    }

    internal const string DeadLetter =
        """
        insert into dead_letters (entity, uuid, version, error_type, error_reason, document)
        select 'contact', uuid, 1, 'mapper_parsing_exception', 'failed to parse', '{"title":"Rejected title"}'
        from contacts order by id limit 1
        """;

    private static string Compact(JsonElement json) => JsonSerializer.Serialize(json);

    private static string Sentence(string html) => Regex.Replace(
        Regex.Replace(Regex.Match(html, "<p id=\"sentence\".*?</p>", RegexOptions.Singleline).Value, "<[^>]+>", ""), @"\s+", " ").Trim();

    private static string ValueOf(string html, string id) => Regex.Match(html, $"id=\"{id}\">([^<]*)<").Groups[1].Value;
}
