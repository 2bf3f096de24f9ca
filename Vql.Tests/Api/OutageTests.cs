using System.Diagnostics;
using System.Net;
using System.Text;
using Npgsql;
using Vql.Tests.Connectra;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>Responses while the database is unavailable or slow.</summary>
public sealed class OutageTests(RecordedRows rows, NodeRecordedService search)
    : IClassFixture<RecordedRows>, IClassFixture<NodeRecordedService>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly (string Method, string Path, string? Body)[] Requests =
    [
        ("GET", "contacts/?consistency=fresh", null),
        ("GET", "contacts/count/?consistency=fresh", null),
        ("GET", "contacts/count/uuids/", null),
        ("GET", "contacts/count/uuids/?limit=5&offset=1", null),
        ("GET", "contacts/stream/", null),
        ("GET", "contacts/title/?distinct=true", null),
        ("GET", "companies/city/?consistency=fresh", null),
        ("GET", "contacts/nobody/", null),
        ("GET", "companies/nobody/", null),
        ("POST", "contacts/query?consistency=fresh", "{}"),
        ("POST", "contacts/lookup", """{"keys":[{"uuid":"nobody"}]}"""),
        ("GET", "contacts/facets/?facets=seniority&consistency=fresh", null),
        ("GET", "saved-searches/", null),
        ("GET", "health/db", null),
        ("POST", "saved-searches/", """{"name":"away","entity":"contacts","query":{}}"""),
        ("POST", "contacts/", "{}"),
        ("DELETE", "companies/nobody/", null),
    ];

    [Fact]
    public async Task Routes_WithoutTheDatabase_Return503ProblemsWithRetryAfter()
    {
        await search.Loaded;
        await using var api = await StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await api.Client.GetAsync("/api/v1/contacts/nobody/", Token)).StatusCode);
        await DatabaseAccess.SetAllowedAsync(rows.ConnectionString, false);
        try
        {
            foreach (var (method, path, body) in Requests)
            {
                using var response = await SendAsync(api, method, path, body);
                Assert.True(response.StatusCode == HttpStatusCode.ServiceUnavailable, $"{method} {path}: {response.StatusCode}");
                Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
                Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
                Assert.DoesNotMatch("(?i)npgsql|55000|test_|   at ", await response.Content.ReadAsStringAsync(Token));
            }

            // The search still serves documents of the index.
            Assert.Equal("vql", await api.SourceOfAsync("/api/v1/contacts/?limit=1"));
            Assert.Equal("vql", await api.SourceOfAsync($"/api/v1/contacts/{RecordedRows.Contacts[0].Uuid}/"));
        }
        finally
        {
            await DatabaseAccess.SetAllowedAsync(rows.ConnectionString, true);

            // The pooled connections were terminated.
            rows.Source.Clear();
        }

        Assert.Equal(HttpStatusCode.NotFound, (await api.Client.GetAsync("/api/v1/contacts/nobody/", Token)).StatusCode);
    }

    [Theory]
    [InlineData("--API_REQUEST_TIMEOUT=0.5", "--FALLBACK_TIMEOUT=60", HttpStatusCode.GatewayTimeout)]
    [InlineData("--API_REQUEST_TIMEOUT=60", "--FALLBACK_TIMEOUT=0.5", HttpStatusCode.ServiceUnavailable)]
    public async Task Reading_OfATableThatIsLocked_EndsInTime(string request, string tables, HttpStatusCode status)
    {
        await search.Loaded;
        await using var api = await StartAsync(request, tables);
        await using var connection = await rows.Source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var hold = new NpgsqlCommand("lock table contacts, companies in access exclusive mode", connection);
        await hold.ExecuteNonQueryAsync(Token);
        var started = Stopwatch.GetTimestamp();
        foreach (var path in new[]
        {
            "contacts/?consistency=fresh", "contacts/count/uuids/", "contacts/title/",
            "companies/facets/?facets=city&consistency=fresh",
        })
        {
            using var response = await SendAsync(api, "GET", path, null);
            Assert.Equal(status, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }

        // Without the shorter timeout, the requests would take minutes.
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 1.5, 120);
    }

    [Fact]
    public async Task Writing_OfATableThatIsLocked_EndsInTime()
    {
        await search.Loaded;
        await using var api = await StartAsync("--API_REQUEST_TIMEOUT=0.5");
        await using var connection = await rows.Source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var hold = new NpgsqlCommand("lock table contacts in access exclusive mode", connection);
        await hold.ExecuteNonQueryAsync(Token);
        using var response = await SendAsync(api, "POST", "contacts/", """{"uuid":"0d0c0b0a000040008000000000000002"}""");
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        await transaction.RollbackAsync(Token);
        // Queried directly, because half a second may be too short for any API response on a slow machine.
        await using var found = rows.Source.CreateCommand(
            "select exists (select from contacts where uuid = '0d0c0b0a000040008000000000000002')");
        Assert.False((bool)(await found.ExecuteScalarAsync(Token))!);
    }

    [Theory]
    [InlineData("contacts/count/uuids/")]
    [InlineData("contacts/title/")]
    [InlineData("contacts/stream/")]
    public async Task Reading_BeyondTheConcurrencyLimit_IsRejectedWithRetryAfter(string path)
    {
        await search.Loaded;
        await using var api = await StartAsync("--FALLBACK_CONCURRENCY=1", "--FALLBACK_QUEUE=0", "--FALLBACK_TIMEOUT=60");
        await using var connection = await rows.Source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var hold = new NpgsqlCommand("lock table companies in access exclusive mode", connection);
        await hold.ExecuteNonQueryAsync(Token);
        using var one = SendAsync(api, "GET", "companies/city/?consistency=fresh", null);
        await using var waiting = rows.Source.CreateCommand(
            "select count(*) from pg_locks where not granted and relation = 'companies'::regclass");
        while (await waiting.ExecuteScalarAsync(Token) is 0L)
        {
            await Task.Yield();
        }

        using var response = await SendAsync(api, "GET", path, null);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        await transaction.RollbackAsync(Token);
        Assert.Equal(HttpStatusCode.OK, (await one).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(api, "GET", path, null)).StatusCode);
    }

    [Fact]
    public async Task Uuids_WithoutALimit_AreStreamedCompletely()
    {
        await search.Loaded;
        await using var api = await StartAsync();
        var all = await api.GetAsync("/api/v1/contacts/count/uuids/?email_status=verified");
        var count = (await api.GetAsync("/api/v1/contacts/count/?email_status=verified")).GetProperty("count").GetInt64();
        Assert.Equal(count, all.GetProperty("count").GetInt64());
        var uuids = all.GetProperty("uuids").EnumerateArray().Select(uuid => uuid.GetString()).ToList();
        Assert.Equal(count, uuids.Count);
        var later = await api.GetAsync("/api/v1/contacts/count/uuids/?email_status=verified&offset=7&limit=20000");
        Assert.Equal(uuids[7..], later.GetProperty("uuids").EnumerateArray().Select(uuid => uuid.GetString()));
        var some = await api.GetAsync("/api/v1/contacts/count/uuids/?email_status=verified&limit=150");
        Assert.Equal(uuids[..150], some.GetProperty("uuids").EnumerateArray().Select(uuid => uuid.GetString()));
    }

    [Fact]
    public async Task Health_ReportsDisabledAuthenticationAndTheFailureRate()
    {
        await search.Loaded;
        await using var api = await StartAsync("--VQL_SEARCH_TIMEOUT=60", "--VQL_HEDGE_PERCENT=0");
        var open = await api.GetAsync("/api/v1/health/vql");
        Assert.True(open.GetProperty("authentication_disabled").GetBoolean());
        Assert.True(open.GetProperty("doors_open").GetBoolean());
        Assert.Equal("vql", await api.SourceOfAsync("/api/v1/contacts/?limit=1"));
        Assert.Equal(0, (await api.GetAsync("/api/v1/health/vql/stats")).GetProperty("failure_rate").GetDouble());
        await using var locked = await StartAsync("--environment=Production", "--API_KEYS=one:FreeUser:one-one-one-one-one");
        locked.Client.DefaultRequestHeaders.Add("X-API-Key", "one-one-one-one-one");
        Assert.False((await locked.GetAsync("/api/v1/health/vql")).GetProperty("authentication_disabled").GetBoolean());
    }

    [Fact]
    public async Task Write_OfATraceThatIsRecorded_IsMarkedInTheLogBeforeItsRow()
    {
        await search.Loaded;
        await using var listening = new NpgsqlConnection(rows.ConnectionString);
        await listening.OpenAsync(Token);
        await using var slot = new NpgsqlCommand("select pg_create_logical_replication_slot('api_marks', 'test_decoding')", listening);
        try
        {
            await slot.ExecuteNonQueryAsync(Token);
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UndefinedFile)
        {
            Assert.Skip("The PostgreSQL plugin test_decoding is not installed.");
        }

        using var recording = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(recording);
        await using var api = await StartAsync();
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            "/api/v1/contacts/")
        { Content = new StringContent("{\"title\":\"Marked\"}", Encoding.UTF8, "application/json") };
        request.Headers.Add("traceparent", $"00-{Trace}-00f067aa0ba902b7-01");
        using var created = await api.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        await using var read = new NpgsqlCommand("select data from pg_logical_slot_get_changes('api_marks', null, null)", listening);
        var lines = new List<string>();
        await using (var reader = await read.ExecuteReaderAsync(Token))
        {
            while (await reader.ReadAsync(Token))
            {
                lines.Add(reader.GetString(0));
            }
        }

        await using var drop = new NpgsqlCommand("select pg_drop_replication_slot('api_marks')", listening);
        await drop.ExecuteNonQueryAsync(Token);
        var mark = lines.FindIndex(
            line => line.Contains("vql.trace", StringComparison.Ordinal) && line.Contains(Trace, StringComparison.Ordinal));
        Assert.InRange(mark, 0, lines.FindIndex(line => line.Contains("'Marked'", StringComparison.Ordinal)));
    }

    private Task<RunningApi> StartAsync(params string[] more) => RunningApi.StartAsync(
        rows.ConnectionString, search.Client.BaseAddress!.ToString(),
        ["--CONNECTRA_API_KEY=golden", "--VQL_HEDGE_PERCENT=0", "--VQL_SINGLE_RECORD_RETRIEVAL=true", .. more]);

    private static async Task<HttpResponseMessage> SendAsync(RunningApi api, string method, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/v1/{path}");
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await api.Client.SendAsync(request, Token);
    }
}
