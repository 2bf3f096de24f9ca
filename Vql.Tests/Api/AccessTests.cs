using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Npgsql;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>An empty database for tests of authentication and authorization.</summary>
public sealed class EmptyTables(PostgresServer server) : IAsyncLifetime
{
    public string ConnectionString { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await server.CreateMigratedDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var constraint = source.CreateCommand("alter table companies add constraint secret_rule check (name <> 'refused')");
        await constraint.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Authentication, authorization, rate limits and the problem responses of rejected requests.</summary>
public sealed class AccessTests(EmptyTables tables) : IClassFixture<EmptyTables>
{
    private const string Secret = "a secret of at least thirty-two bytes";
    private const string FreeKey = "free-free-free-free";
    private const string ProKey = "pro-pro-pro-pro-pro";
    private const string List = "/api/v1/companies/";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Start_InProductionWithoutKeys_FailsAndNamesTheVariables()
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Vql.Api.Api.Build(
            [$"--ConnectionStrings:vqldb={tables.ConnectionString}", "--environment=Production", "--Logging:LogLevel:Default=None"]));
        var fault = Assert.Single(exception.Failures);
        Assert.Contains("JWT_SECRET_KEY", fault, StringComparison.Ordinal);
        Assert.Contains("API_KEYS", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_WithFaultyKeys_NamesAllFaultsAndNoSecret()
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Vql.Api.Api.Build(
            [
                $"--ConnectionStrings:vqldb={tables.ConnectionString}", "--JWT_SECRET_KEY=hushhush",
                "--API_KEYS=me:King:keykeykeykeykeykey", "--API_MAX_BODY_BYTES=1",
            ]));
        Assert.Equal(3, exception.Failures.Count());
        Assert.All(exception.Failures, fault => Assert.DoesNotMatch("hushhush|keykey", fault));
    }

    [Theory]
    [InlineData(null, "Authentication credentials were not provided.")]
    [InlineData("nonsense", "Invalid authentication token")]
    [InlineData("other secret", "Invalid authentication token")]
    [InlineData("expired", "Invalid authentication token")]
    [InlineData("refresh", "Given token not valid for any token type")]
    [InlineData("no subject", "Given token not valid for any token type")]
    [InlineData("types", "Given token not valid for any token type")]
    [InlineData("roles", "Given token not valid for any token type")]
    [InlineData("one role", "Given token not valid for any token type")]
    public async Task Request_WithoutAGoodToken_IsUnauthorized(string? kind, string message)
    {
        await using var api = await StartAsync();
        var token = kind switch
        {
            null or "nonsense" => kind,
            "other secret" => TokenOf(secret: Secret + "x"),
            "expired" => TokenOf(expires: -60),
            "refresh" => TokenOf(type: "refresh"),
            "types" => TokenOf(type: new[] { "access" }),
            "roles" => TokenOf(role: new[] { "FreeUser", "Admin" }),
            "one role" => TokenOf(role: new[] { "Admin" }),
            _ => TokenOf(subject: null),
        };
        using var response = await SendAsync(api, HttpMethod.Get, List, bearer: token);
        await AssertProblemAsync(HttpStatusCode.Unauthorized, message, response);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task Request_WithATokenOrAKey_IsAuthenticated()
    {
        await using var api = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(api, HttpMethod.Get, List, bearer: TokenOf())).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(api, HttpMethod.Get, List, key: FreeKey)).StatusCode);
        await AssertProblemAsync(
            HttpStatusCode.Unauthorized, "Invalid API key", await SendAsync(api, HttpMethod.Get, List, key: FreeKey + "x"));
    }

    [Fact]
    public async Task Probes_AndTheDescription_NeedNoKey()
    {
        await using var api = await StartAsync();
        foreach (var path in new[] { "/health", "/alive", "/openapi/v1.json" })
        {
            Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync(path, Token)).StatusCode);
        }

        using var health = JsonDocument.Parse(await api.Client.GetStringAsync("/health", Token));
        Assert.Equal("healthy", health.RootElement.GetProperty("status").GetString());
        Assert.NotEmpty(health.RootElement.GetProperty("environment").GetString()!);
        Assert.Equal("healthy", health.RootElement.GetProperty("checks").GetProperty("self").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.Client.GetAsync("/api/v1/health/vql/stats", Token)).StatusCode);
    }

    [Fact]
    public async Task Writing_NeedsTheWriteKeyAndTheRole()
    {
        await using var api = await StartAsync();
        await AssertProblemAsync(HttpStatusCode.Forbidden, "Forbidden", await SendAsync(api, HttpMethod.Post, List, "{}", key: FreeKey));
        await AssertProblemAsync(
            HttpStatusCode.Forbidden, "Forbidden", await SendAsync(api, HttpMethod.Post, List, "{}", key: FreeKey, writeKey: "wrong"));
        await AssertProblemAsync(
            HttpStatusCode.Forbidden, "Forbidden",
            await SendAsync(api, HttpMethod.Post, "/api/v1/contacts/", "{}", key: ProKey, writeKey: "let me write"));
        using var created = await SendAsync(api, HttpMethod.Post, List, "{}", key: FreeKey, writeKey: "let me write");
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var address = created.Headers.Location!.OriginalString;
        await AssertProblemAsync(
            HttpStatusCode.Forbidden, "Forbidden",
            await SendAsync(api, HttpMethod.Delete, address, key: FreeKey, writeKey: "let me write"));
        Assert.Equal(
            HttpStatusCode.OK,
            (await SendAsync(api, HttpMethod.Put, address, "{}", bearer: TokenOf(role: "Admin"), writeKey: "let me write")).StatusCode);
        Assert.Equal(
            HttpStatusCode.NoContent, (await SendAsync(api, HttpMethod.Delete, address, key: ProKey, writeKey: "let me write")).StatusCode);
    }

    [Fact]
    public async Task Failure_InTheDatabase_RevealsNoDetails()
    {
        await using var api = await StartAsync();
        using var response = await SendAsync(api, HttpMethod.Post, List, """{"name":"refused"}""", key: ProKey, writeKey: "let me write");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotMatch("(?i)secret_rule|npgsql|insert|constraint|   at ", await response.Content.ReadAsStringAsync(Token));
    }

    [Theory]
    [InlineData("PATCH", List, "application/json", 405)]
    [InlineData("GET", "/api/v1/nothing/", null, 404)]
    [InlineData("POST", List, "text/plain", 415)]
    [InlineData("POST", List, "application/json", 413)]
    public async Task Rejections_OfEveryKind_AreProblems(string method, string path, string? mediaType, int status)
    {
        await using var api = await StartAsync("--API_MAX_BODY_BYTES=1024");
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("X-API-Key", ProKey);
        request.Headers.Add("X-Companies-Write-Key", "let me write");
        request.Headers.Add("X-Request-Id", "abc-1");
        request.Content = mediaType is null
            ? null
            : new StringContent($$"""{"name":"{{new string('x', 1100)}}"}""", Encoding.UTF8, mediaType);
        using var response = await api.Client.SendAsync(request, Token);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("abc-1", response.Headers.GetValues("X-Request-Id").Single());
        Assert.Matches(@"^\d+\.\d{6}$", response.Headers.GetValues("X-Process-Time").Single());
    }

    [Fact]
    public async Task Requests_OverTheLimit_AreRejectedForThatCallerOnly()
    {
        await using var api = await StartAsync("--API_MAX_REQUESTS_PER_MINUTE=2");
        for (var left = 1; left >= 0; left--)
        {
            using var passed = await SendAsync(api, HttpMethod.Get, List, key: FreeKey);
            Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
            Assert.Equal($"{left}", passed.Headers.GetValues("RateLimit-Remaining").Single());
        }

        using var rejected = await SendAsync(api, HttpMethod.Get, List, key: FreeKey);
        Assert.Equal(HttpStatusCode.TooManyRequests, rejected.StatusCode);
        Assert.Equal("2", rejected.Headers.GetValues("RateLimit-Limit").Single());
        Assert.InRange(rejected.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(api, HttpMethod.Get, List, key: ProKey)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync("/alive", Token)).StatusCode);
    }

    [Theory]
    [InlineData("https://app.example", true)]
    [InlineData("https://evil.example", false)]
    public async Task Browser_FromAnOrigin_IsAllowedWhenConfigured(string origin, bool isAllowed)
    {
        await using var api = await StartAsync("--CORS_ORIGINS=https://app.example");
        using var request = new HttpRequestMessage(HttpMethod.Options, List);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "GET");
        using var response = await api.Client.SendAsync(request, Token);
        Assert.Equal(isAllowed, response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private Task<RunningApi> StartAsync(params string[] more) => RunningApi.StartAsync(
        tables.ConnectionString, "http://127.0.0.1:9",
        [
            "--environment=Production", "--CONNECTRA_ENABLED=false", $"--JWT_SECRET_KEY={Secret}",
            $"--API_KEYS=someone:FreeUser:{FreeKey},other:ProUser:{ProKey}", "--COMPANIES_WRITE_KEY=let me write", .. more,
        ]);

    private static async Task<HttpResponseMessage> SendAsync(
        RunningApi api, HttpMethod method, string path, string? body = null, string? key = null, string? bearer = null,
        string? writeKey = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        Add("X-API-Key", key);
        Add("Authorization", bearer is null ? null : $"Bearer {bearer}");
        Add("X-Companies-Write-Key", writeKey);
        Add("X-Contacts-Write-Key", writeKey);
        return await api.Client.SendAsync(request, Token);

        void Add(string header, string? value)
        {
            if (value is not null)
            {
                request.Headers.Add(header, value);
            }
        }
    }

    private static string TokenOf(
        string secret = Secret, object? type = null, string? subject = "me", object? role = null, int expires = 600)
    {
        var claims = new Dictionary<string, object> { ["type"] = type ?? "access" };
        if (subject is not null)
        {
            claims["sub"] = subject;
        }

        if (role is not null)
        {
            claims["role"] = role;
        }

        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            NotBefore = now.AddMinutes(-5),
            IssuedAt = now.AddMinutes(-5),
            Expires = now.AddSeconds(expires),
            SigningCredentials = new SigningCredentials(
                new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret)), SecurityAlgorithms.HmacSha256),
        });
    }

    private static async Task AssertProblemAsync(HttpStatusCode status, string detail, HttpResponseMessage response)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(detail, (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("detail").GetString());
    }
}
