using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Postgres;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>Tests of the API over the recorded rows, with a Connectra that each test scripts.</summary>
public sealed class ListTests(RecordedRows rows) : IClassFixture<RecordedRows>, IAsyncLifetime
{
    private WebApplication _connectra = null!;
    private RequestDelegate _answer = null!;
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        _connectra = builder.Build();
        _answer = AnswerFromTablesAsync;
        _connectra.Run(context => _answer(context));
        await _connectra.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _connectra.StopAsync(CancellationToken.None);
        await _connectra.DisposeAsync();
    }

    [Fact]
    public async Task List_WhileConnectraAnswers_IsAnsweredByVql()
    {
        await using var api = await StartAsync();
        using var client = Client(api);
        var response = await client.GetAsync("/api/v1/contacts/?title=engineer&employees_min=50&limit=5", Token);
        Assert.Equal("true", response.Headers.GetValues("X-VQL-Used").Single());
        var page = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(5, page.GetProperty("results").GetArrayLength());
        Assert.All(page.GetProperty("results").EnumerateArray(), row =>
        {
            Assert.Contains("engineer", row.GetProperty("title").GetString(), StringComparison.OrdinalIgnoreCase);
            Assert.True(row.GetProperty("employees").GetInt64() >= 50);
            Assert.Equal(42 + FieldCatalogue.Contacts.ListedFields.Count(), row.GetPropertyCount());
        });
    }

    [Theory]
    [InlineData(401, "unauthorized")]
    [InlineData(429, "rate_limited")]
    [InlineData(500, "server_error")]
    [InlineData(400, "rejected")]
    [InlineData(200, "bad_response")]
    public async Task List_WhenConnectraFails_IsAnsweredByPostgresWithTheReason(int status, string reason)
    {
        _answer = context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync("{\"success\":false}", Token);
        };
        await using var api = await StartAsync();
        using var client = Client(api);
        var response = await client.GetAsync("/api/v1/companies/?industries=biotech&limit=3", Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("false", response.Headers.GetValues("X-VQL-Used").Single());
        Assert.Equal(reason, response.Headers.GetValues("X-VQL-Fallback").Single());
    }

    [Fact]
    public async Task List_WithConnectraDisabled_SaysDisabled()
    {
        await using var api = await StartAsync("--CONNECTRA_ENABLED=false");
        using var client = Client(api);
        var response = await client.GetAsync("/api/v1/companies/count/", Token);
        Assert.Equal("disabled", response.Headers.GetValues("X-VQL-Fallback").Single());
        Assert.Equal(1500, (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("count").GetInt64());
    }

    [Theory]
    [InlineData("?seniority=senior&city=london&exclude_departments=sales", "true")]
    [InlineData("?has_company=true&employees_max=50", "true")]
    [InlineData("?has_company=false", "true")]
    [InlineData("?title=engineer", "false")]
    [InlineData("?title=engineer&jumble_title_words=senior", "false")]
    [InlineData("?search=london", "false")]
    [InlineData("?title=engi&title.match=prefix", "false")]
    public async Task List_WithTheGoService_FallsBackForUnsupportedQueries(string filters, string used)
    {
        await using var api = await StartAsync("--CONNECTRA_GO_SERVICE=true");
        using var client = Client(api);
        var response = await client.GetAsync($"/api/v1/contacts/{filters}", Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(used, response.Headers.GetValues("X-VQL-Used").Single());
        if (used == "false")
        {
            Assert.Equal("unsupported", response.Headers.GetValues("X-VQL-Fallback").Single());
        }
    }

    [Fact]
    public async Task Circuit_AfterAFewFailures_OpensAndFallsBackAtOnce()
    {
        _answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await using var api = await StartAsync();
        using var client = Client(api);
        var reasons = new List<string>();
        for (var request = 0; request < 6; request++)
        {
            reasons.Add((await client.GetAsync("/api/v1/contacts/count/", Token)).Headers.GetValues("X-VQL-Fallback").Single());
        }

        Assert.Equal("circuit_open", reasons[^1]);
    }

    [Fact]
    public async Task Circuit_WhenABusySearchHangs_OpensBeforeItHasFailedAsOftenAsItAnswered()
    {
        const int Answered = 60;
        await using var api = await StartAsync("--CONNECTRA_TIMEOUT=0.2", "--VQL_HEDGE_PERCENT=0");
        using var client = Client(api);
        for (var request = 0; request < Answered; request++)
        {
            await client.GetAsync("/api/v1/contacts/count/", Token);
        }

        _answer = context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        var hung = 0;
        while ((await client.GetAsync("/api/v1/contacts/count/", Token)).Headers.GetValues("X-VQL-Fallback").Single() == "timeout")
        {
            Assert.InRange(++hung, 1, Answered / 3);
        }
    }

    [Theory]
    [InlineData("/api/v1/contacts//", HttpStatusCode.NotFound, "Not Found")]
    [InlineData("/api/v1/contacts/nobody/", HttpStatusCode.NotFound, "Contact not found")]
    [InlineData("/api/v1/companies/company/", HttpStatusCode.NotFound, "Company not found")]
    [InlineData("/api/v1/companies/?limit=0", HttpStatusCode.BadRequest, "limit: must be a whole number between 1 and 10000, not \"0\"")]
    public async Task Rejection_OfAnyKind_HasTheDetailOfTheOriginal(string path, HttpStatusCode status, string detail)
    {
        await using var api = await StartAsync();
        using var client = Client(api);
        using var response = await client.GetAsync(path, Token);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(detail, (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task BadParameters_AllOfThem_AreNamedAtOnce()
    {
        await using var api = await StartAsync();
        using var client = Client(api);
        var response = await client.GetAsync(
            "/api/v1/contacts/?titel=x&limit=0&cursor=zzz&employees_min=abc&annual_revenue_min=9&annual_revenue_max=3&ordering=nope",
            Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        var errors = problem.GetProperty("errors");
        Assert.Equal(
            "titel: is not a parameter of this list: did you mean \"title\"? (and 5 more, in errors)",
            problem.GetProperty("detail").GetString());
        Assert.Equal(
            ["annual_revenue_min", "cursor", "employees_min", "limit", "ordering", "titel"],
            errors.EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
        Assert.Contains("did you mean \"title\"", errors.GetProperty("titel")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("/api/v1/contacts/?limit=10001", Token)).StatusCode);
    }

    [Fact]
    public async Task Walk_WhileTheEngineComesAndGoes_ReturnsEveryRowOnceAndCanGoBack()
    {
        await using var api = await StartAsync();
        using var client = Client(api);
        var request = 0;
        _answer = context =>
        {
            if (Interlocked.Increment(ref request) % 5 == 0)
            {
                context.Response.StatusCode = 403;
                return Task.CompletedTask;
            }

            return AnswerFromTablesAsync(context);
        };
        var seen = new List<string>();
        var engines = new HashSet<string>();
        JsonElement page = default;
        string? link = "/api/v1/contacts/?limit=250&ordering=seniority,-employees";
        while (link is not null)
        {
            page = await client.GetFromJsonAsync<JsonElement>(link, Token);
            seen.AddRange(page.GetProperty("results").EnumerateArray().Select(row => row.GetProperty("uuid").GetString()!));
            engines.Add(page.GetProperty("meta").GetProperty("source").GetString()!);
            link = page.GetProperty("next").GetString();
        }

        Assert.Equal(5000, seen.Count);
        Assert.Equal(5000, seen.Distinct().Count());
        Assert.Equal(2, engines.Count);

        var back = await client.GetFromJsonAsync<JsonElement>(page.GetProperty("previous").GetString(), Token);
        Assert.Equal(seen[^500..^250], back.GetProperty("results").EnumerateArray().Select(row => row.GetProperty("uuid").GetString()!));
    }

    private async Task<WebApplication> StartAsync(params string[] args)
    {
        var api = Vql.Api.Api.Build(
        [
            "--urls", "http://127.0.0.1:0", "--environment=Development", $"--ConnectionStrings:vqldb={rows.ConnectionString}",
            "--CONNECTRA_ENABLED=true",
            $"--CONNECTRA_BASE_URL={_connectra.Urls.First()}", "--CONNECTRA_RETRY_ATTEMPTS=0", "--Logging:LogLevel:Default=Error", .. args,
        ]);
        await api.StartAsync(Token);
        return api;
    }

    private static HttpClient Client(WebApplication api) => new() { BaseAddress = new Uri(api.Urls.First()) };

    // Answers as Connectra does: reads VQL and returns rows with cursors.
    private async Task AnswerFromTablesAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(Token);
        var reading = VqlReader.Read(Encoding.UTF8.GetBytes(body), FieldCatalogue.Contacts);
        Assert.Empty(reading.Faults);
        var found = await new PostgresSearch(rows.Source, TimeProvider.System).ListContactsAsync(reading.Query!, Token);
        await context.Response.WriteAsync(
            $"{{\"data\":{JsonSerializer.Serialize([.. found], RowJson.Default.ListContact)},\"success\":true}}", Token);
    }
}
