using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Vql.Tests.Api;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Dashboard;

/// <summary>Tests of the pages of the dashboard, against an API with known traffic.</summary>
public sealed class PageTests(PostgresServer server) : IAsyncLifetime
{
    private readonly RecordedRows _rows = new(server);
    private ScriptedConnectra _connectra = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _rows.InitializeAsync();
        _connectra = await ScriptedConnectra.StartAsync(_rows.Source);
    }

    public async ValueTask DisposeAsync()
    {
        await _connectra.DisposeAsync();
        await _rows.DisposeAsync();
    }

    [Fact]
    public async Task Overview_OfKnownTraffic_ShowsEachCount()
    {
        await using (var api = await StartApiAsync())
        {
            await KnownTraffic.SendAsync(api, _connectra, _rows);
        }

        await using var dashboard = await StartAsync(new Uri("http://127.0.0.1:9"));
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
        Assert.Contains($"Query {shape}", await dashboard.GetAsync($"/queries?window=24h&shape={shape}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_WithoutData_SaySoInsteadOfZero()
    {
        await using var api = await StartApiAsync("--VQL_MONITORING=false");
        await using var dashboard = await StartAsync(api.Client.BaseAddress!);
        var overview = await dashboard.GetAsync("/");
        Assert.StartsWith("No data:", Sentence(overview), StringComparison.Ordinal);
        Assert.Contains("id=\"no-data\"", overview, StringComparison.Ordinal);
        Assert.DoesNotContain("total-calls", overview, StringComparison.Ordinal);
        Assert.Contains("id=\"no-data\"", await dashboard.GetAsync("/queries"), StringComparison.Ordinal);
        Assert.Contains("id=\"no-verification\"", await dashboard.GetAsync("/sync"), StringComparison.Ordinal);
        Assert.Contains("id=\"none\"", await dashboard.GetAsync("/dead-letters"), StringComparison.Ordinal);
        Assert.Contains("id=\"none\"", await dashboard.GetAsync("/audit"), StringComparison.Ordinal);
        Assert.Contains("contacts", await dashboard.GetAsync("/indexes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sentence_WhileTheSearchFails_SaysSo_AndRecovers()
    {
        await using var api = await StartApiAsync();
        await using var dashboard = await StartAsync(api.Client.BaseAddress!);
        _connectra.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        };
        for (var call = 0; call < 4; call++)
        {
            Assert.NotEqual("vql", await api.SourceOfAsync(KnownTraffic.List));
        }

        Assert.Contains("The search does not answer", Sentence(await dashboard.GetAsync("/")), StringComparison.Ordinal);
        _connectra.Answer = _connectra.AnswerAsync;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromMinutes(2));
        while (Sentence(await dashboard.GetAsync("/")).Contains("The search", StringComparison.Ordinal))
        {
            await api.SourceOfAsync(KnownTraffic.List);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, deadline.Token);
        }
    }

    [Fact]
    public async Task Sentence_WithADifferenceOrADeadLetter_NamesTheWorst()
    {
        await using var api = await StartApiAsync();
        Assert.Equal("vql", await api.SourceOfAsync(KnownTraffic.List));
        await using var dashboard = await StartAsync(api.Client.BaseAddress!);
        await RunAsync(DeadLetter);
        Assert.Contains("Documents that the index rejected: 1.", Sentence(await dashboard.GetAsync("/")), StringComparison.Ordinal);
        await RunAsync(
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
        await using var api = await StartApiAsync();
        await using var dashboard = await StartAsync(api.Client.BaseAddress!);
        await DatabaseAccess.SetAllowedAsync(_rows.ConnectionString, false);
        try
        {
            Assert.Contains("cannot read PostgreSQL", Sentence(await dashboard.GetAsync("/")), StringComparison.Ordinal);
        }
        finally
        {
            await DatabaseAccess.SetAllowedAsync(_rows.ConnectionString, true);
            _rows.Source.Clear();
        }
    }

    [Fact]
    public async Task Playground_OfFilters_ComparesBothEngines()
    {
        await using var api = await StartApiAsync();
        await using var dashboard = await StartAsync(api.Client.BaseAddress!);
        var html = await dashboard.GetAsync("/playground?entity=contact&filters=title%3Dengineer");
        Assert.Matches(@"Both engines returned the same \d+ rows in the same order\.", html);
        Assert.Contains("title=engineer&limit=25'", html, StringComparison.Ordinal);
        Assert.Contains("\"query\"", html, StringComparison.Ordinal);
        Assert.Contains("select", html, StringComparison.Ordinal);

        const string Body =
            """{"where":{"text_matches":{"must":[{"filter_key":"title","text_value":"engineer","search_type":"shuffle"}]}}}""";
        Assert.Matches(
            @"Both engines returned the same \d+ rows",
            await dashboard.GetAsync($"/playground?entity=contact&body={Uri.EscapeDataString(Body)}"));

        _connectra.TransformRows = rows => rows.Skip(1);
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

    private async Task RunAsync(string sql)
    {
        await using var command = _rows.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    private Task<RunningApi> StartApiAsync(params string[] more) =>
        RunningApi.StartAsync(_rows.ConnectionString, _connectra.Url, ["--VQL_HEDGE_PERCENT=0", "--VQL_SEARCH_TIMEOUT=20", .. more]);

    private async Task<RunningDashboard> StartAsync(Uri api)
    {
        var dashboard = await RunningDashboard.StartAsync(_rows.ConnectionString, api);
        await dashboard.LogInAsync();
        return dashboard;
    }

    private static string Sentence(string html) => Regex.Replace(
        Regex.Replace(Regex.Match(html, "<p id=\"sentence\".*?</p>", RegexOptions.Singleline).Value, "<[^>]+>", ""), @"\s+", " ").Trim();

    private static string ValueOf(string html, string id) => Regex.Match(html, $"id=\"{id}\">([^<]*)<").Groups[1].Value;
}
