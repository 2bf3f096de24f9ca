using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Vql.Tests.Api;

/// <summary>Links, methods, headers and limits of requests, independent of the rows.</summary>
public sealed class RequestHandlingTests(EmptyTables tables) : IClassFixture<EmptyTables>
{
    private const string Key = "pro-pro-pro-pro-pro";
    private const string Companies = "/api/v1/companies/";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("evil.example", "", "/api/v1/companies/?limit=1&cursor=")]
    [InlineData("api.example.com", "", "http://api.example.com/api/v1/companies/?limit=1&cursor=")]
    [InlineData(
        "evil.example", "--PUBLIC_BASE_URL=https://public.example/vql/",
        "https://public.example/vql/api/v1/companies/?limit=1&cursor=")]
    public async Task Link_OfAPage_ContainsOnlyAnAllowedHost(string host, string setting, string start)
    {
        await using var api = await StartAsync("--API_ALLOWED_HOSTS=api.example.com", setting);
        for (var row = 0; row < 2; row++)
        {
            using var created = await SendAsync(api, HttpMethod.Post, Companies, request => request.Content = JsonOf("{}"));
            Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        }

        using var page = await SendAsync(api, HttpMethod.Get, $"{Companies}?limit=1", request => request.Headers.Host = host);
        var next = (await page.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("next").GetString()!;
        Assert.StartsWith(start, next, StringComparison.Ordinal);
        using var document = await SendAsync(api, HttpMethod.Get, "/openapi/v1.json", request => request.Headers.Host = host);
        var server = await ServerOfAsync(document);
        Assert.StartsWith(server.TrimEnd('/'), start, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", await document.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "http://api.example.com/")]
    [InlineData("--FORWARDED_HEADERS=proto,host", "https://other.example.com/")]
    [InlineData("--FORWARDED_HEADERS=proto,host,prefix", "https://other.example.com/vql")]
    public async Task ForwardedHeaders_OfAProxy_AreAppliedOnlyIfConfigured(string setting, string server)
    {
        await using var api = await StartAsync("--API_ALLOWED_HOSTS=*.example.com", "--ForwardedHeaders_Enabled=true", setting);
        using var document = await SendAsync(api, HttpMethod.Get, "/openapi/v1.json", request =>
        {
            request.Headers.Host = "api.example.com";
            request.Headers.Add("X-Forwarded-Proto", "https");
            request.Headers.Add("X-Forwarded-Host", "other.example.com");
            request.Headers.Add("X-Forwarded-Prefix", "/vql");
        });
        Assert.Equal(server.TrimEnd('/'), (await ServerOfAsync(document)).TrimEnd('/'));
    }

    [Fact]
    public void Start_WithInvalidAddresses_NamesEverySetting()
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Vql.Api.Api.Build(
            [
                $"--ConnectionStrings:vqldb={tables.ConnectionString}", "--environment=Development", "--PUBLIC_BASE_URL=ftp://x",
                "--API_ALLOWED_HOSTS=*", "--FORWARDED_HEADERS=all", "--FORWARDED_HEADERS_PROXIES=somewhere",
            ]));
        Assert.Equal(4, exception.Failures.Count());
    }

    [Theory]
    [InlineData(Companies, HttpStatusCode.OK)]
    [InlineData("/api/v1/companies/stream/", HttpStatusCode.OK)]
    [InlineData("/api/v1/companies/count/uuids/", HttpStatusCode.OK)]
    [InlineData("/api/v1/companies/nobody/", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/companies/query/count", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/alive", HttpStatusCode.OK)]
    public async Task Head_OfARoute_IsAnsweredAsGetWithoutABody(string path, HttpStatusCode status)
    {
        await using var api = await StartAsync();
        using var response = await SendAsync(api, HttpMethod.Head, path);
        Assert.Equal(status, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task MethodThatIsNotAllowed_OnARouteWithGet_NamesHead()
    {
        await using var api = await StartAsync();
        using var response = await SendAsync(api, HttpMethod.Patch, Companies);
        Assert.Contains("HEAD", response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("POST", "/api/v1/companies/count/", "GET, HEAD")]
    [InlineData("DELETE", "/api/v1/companies/count", "GET, HEAD")]
    [InlineData("PUT", "/api/v1/companies/Facets/", "GET, HEAD")]
    [InlineData("GET", "/api/v1/companies/lookup", "POST")]
    [InlineData("PATCH", "/api/v1/companies/search", "POST")]
    [InlineData("DELETE", "/api/v1/companies/upsert", "POST")]
    [InlineData("POST", "/api/v1/contacts/title/", "GET, HEAD")]
    [InlineData("POST", "/api/v1/companies/3f1caf18-d090-5721-bb34-67240acd9e07/", "DELETE, GET, HEAD, PUT")]
    public async Task MethodThatIsNotAllowed_OnARoute_NamesThoseThatAre(string method, string path, string allowed)
    {
        await using var api = await StartAsync();
        using var response = await SendAsync(api, new HttpMethod(method), path);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow.Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("trace-7.b", "trace-7.b")]
    [InlineData("with space", null)]
    [InlineData(null, null)]
    public async Task RequestId_OfAnAnswer_IsThatOfTheClientIfItIsValid(string? sent, string? expected)
    {
        await using var api = await StartAsync();
        using var response = await SendAsync(api, HttpMethod.Get, Companies, request =>
        {
            if (sent is not null)
            {
                request.Headers.Add("X-Request-Id", sent);
            }
        });
        var id = response.Headers.GetValues("X-Request-Id").Single();
        Assert.Equal(expected ?? id, id);
        Assert.True(expected is not null || id.Length == 32);
    }

    [Theory]
    [InlineData(Companies, "private, no-cache")]
    [InlineData("/api/v1/companies/count/", "private, no-store")]
    [InlineData("/api/v1/companies/nobody/", "private, no-store")]
    [InlineData("/api/v1/companies/stream/", "private, no-store")]
    public async Task Answer_WithPersonalData_IsNotStoredBySharedCaches(string path, string directives)
    {
        await using var api = await StartAsync("--CORS_ORIGINS=https://app.example");
        using var response = await SendAsync(api, HttpMethod.Get, path);
        Assert.Equal(
            directives.Split(", ").Order(), response.Headers.GetValues("Cache-Control").Single().Split(", ").Order());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("Origin", response.Headers.Vary);
    }

    [Fact]
    public async Task CompressedBody_OfARequest_IsRejectedWithItsEncoding()
    {
        await using var api = await StartAsync();
        using var response = await SendAsync(api, HttpMethod.Post, $"{Companies}query", request =>
        {
            request.Content = JsonOf("{}");
            request.Content.Headers.ContentEncoding.Add("gzip");
        });
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        var detail = (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("detail").GetString();
        Assert.Contains("Content-Encoding \"gzip\"", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("created_at:DESC")]
    [InlineData("--created_at")]
    [InlineData("-created_at:asc")]
    public async Task Ordering_WithAnInvalidDirection_IsRejectedWithTheValidForms(string ordering)
    {
        await using var api = await StartAsync();
        var faults = await FaultsAsync(api, $"{Companies}?ordering={ordering}");
        Assert.Equal(
            $"\"{ordering}\" is not a sort key with a direction: use created_at or created_at:asc for ascending order, and -created_at "
            + "or created_at:desc for descending order",
            faults.GetProperty("ordering")[0].GetString());
    }

    [Theory]
    [InlineData("/api/v1/contacts/?order=title", "order", "did you mean \"ordering\"?")]
    [InlineData("/api/v1/contacts/?Title=cto", "Title", "did you mean \"title\"?")]
    [InlineData("/api/v1/contacts/facets/?facets=titel", "facets", "did you mean \"title\"?")]
    [InlineData("/api/v1/contacts/facets/?facets=senority", "facets", "did you mean \"seniority\"?")]
    [InlineData("/api/v1/contacts/?ordering=titel", "ordering", "did you mean \"title\"?")]
    public async Task UnknownName_InARequest_IsAnsweredWithTheNearestName(string path, string member, string suggestion)
    {
        await using var api = await StartAsync();
        Assert.Contains(suggestion, (await FaultsAsync(api, path)).GetProperty(member)[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("count", false)]
    [InlineData("title", false)]
    [InlineData("{3f1caf18-d090-5721-bb34-67240acd9e07}", false)]
    [InlineData("3F1CAF18-D090-5721-BB34-67240ACD9E08", true)]
    [InlineData("3f1caf18d0905721bb3467240acd9e09", true)]
    public async Task Uuid_OfANewRow_MustBeAUuid(string uuid, bool isValid)
    {
        await using var api = await StartAsync();
        using var response = await SendAsync(
            api, HttpMethod.Post, Companies, request => request.Content = JsonOf($$"""{"uuid":"{{uuid}}"}"""));
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(isValid ? HttpStatusCode.Created : HttpStatusCode.BadRequest, response.StatusCode);
        if (isValid)
        {
            Assert.Equal(uuid.ToLowerInvariant(), answer.GetProperty("uuid").GetString());
            return;
        }

        Assert.Contains("must be a UUID", answer.GetProperty("errors").GetProperty("$.uuid")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_AboveItsBudget_IsRejectedWithTheBudget()
    {
        await using var api = await StartAsync("--API_MAX_QUERY_COST=20");
        using var response = await SendAsync(api, HttpMethod.Get, $"{Companies}?name={WordsOf(21)}");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var detail = (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("detail").GetString();
        Assert.Contains("costs 21 points, but the budget of a query is 20", detail, StringComparison.Ordinal);
        using var exact = await SendAsync(api, HttpMethod.Get, $"{Companies}?name={WordsOf(21)}&name.fuzzy=false");
        Assert.Equal(HttpStatusCode.OK, exact.StatusCode);
    }

    [Fact]
    public async Task Caller_WithoutBudget_IsRejectedUntilItIsRefilled()
    {
        await using var api = await StartAsync("--API_MAX_QUERY_COST=20", "--API_QUERY_COST_PER_MINUTE=20");
        var heavy = $"{Companies}count/?name={WordsOf(20)}";
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(api, HttpMethod.Get, heavy)).StatusCode);
        using var rejected = await SendAsync(api, HttpMethod.Get, heavy);
        Assert.Equal(HttpStatusCode.TooManyRequests, rejected.StatusCode);
        Assert.InRange(rejected.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(api, HttpMethod.Get, $"{Companies}count/?city=paris")).StatusCode);
    }

    [Fact]
    public async Task RateLimit_OutsideDevelopment_HasADefault()
    {
        await using var api = await StartAsync();
        using var response = await SendAsync(api, HttpMethod.Get, Companies);
        Assert.Equal("1200", response.Headers.GetValues("RateLimit-Limit").Single());
    }

    [Fact]
    public async Task DatabaseHealth_WhileTheDatabaseIsAvailable_IsHealthy()
    {
        await using var api = await StartAsync();
        using var response = await SendAsync(api, HttpMethod.Get, "/api/v1/health/db");
        Assert.Equal("healthy", (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("status").GetString());
    }

    private static async Task<string> ServerOfAsync(HttpResponseMessage document) =>
        (await document.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("servers")[0].GetProperty("url").GetString()!;

    private static string WordsOf(int count) => string.Join(',', Enumerable.Range(0, count).Select(number => $"company{number}"));

    private static async Task<JsonElement> FaultsAsync(RunningApi api, string path)
    {
        using var response = await SendAsync(api, HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("errors");
    }

    private Task<RunningApi> StartAsync(params string[] more) => RunningApi.StartAsync(
        tables.ConnectionString, "http://127.0.0.1:9",
        [
            "--environment=Production", "--CONNECTRA_ENABLED=false", $"--API_KEYS=other:ProUser:{Key}", $"--COMPANIES_WRITE_KEY={Key}",
            .. more.Where(setting => setting.Length > 0),
        ]);

    private static StringContent JsonOf(string body) => new(body, Encoding.UTF8, "application/json");

    private static async Task<HttpResponseMessage> SendAsync(
        RunningApi api, HttpMethod method, string path, Action<HttpRequestMessage>? more = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-API-Key", Key);
        request.Headers.Add("X-Companies-Write-Key", Key);
        more?.Invoke(request);
        return await api.Client.SendAsync(request, Token);
    }
}
