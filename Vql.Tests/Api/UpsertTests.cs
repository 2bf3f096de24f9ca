using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>Upserts by email address, LinkedIn URL and domain over HTTP.</summary>
public sealed class UpsertTests(RecordedRows rows) : IClassFixture<RecordedRows>, IAsyncLifetime
{
    private const string Contacts = "contacts/upsert";
    private const string Companies = "companies/upsert";

    private RunningApi _api = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _api = await RunningApi.StartAsync(rows.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_ENABLED=false");

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData(
        Contacts, """{"match":"email","row":{"email":"Uma@Upsert.example","first_name":"Uma","city":"Oslo"}}""",
        """{"match":"email","row":{"email":" <uma@upsert.example>","title":"CTO","city":null}}""", "title", "CTO", "first_name", "Uma")]
    [InlineData(
        Contacts, """{"match":"linkedin_url","row":{"linkedin_url":"https://www.linkedin.com/in/uno/","first_name":"Uno","city":"Oslo"}}""",
        """{"match":"linkedin_url","row":{"linkedin_url":"linkedin.com/in/Uno?ref=1","title":"CFO","city":null}}""",
        "title", "CFO", "first_name", "Uno")]
    [InlineData(
        Companies, """{"match":"domain","row":{"website":"https://www.upserted.example/","name":"Upserted","city":"Oslo"}}""",
        """{"match":"domain","row":{"normalized_domain":"Upserted.example","industries":["Software"],"city":null}}""",
        "industry", "software", "name", "Upserted")]
    [InlineData(
        Companies, """{"match":"linkedin_url","row":{"linkedin_url":"http://www.linkedin.com/company/upsy","name":"Upsy","city":"Oslo"}}""",
        """{"match":"linkedin_url","row":{"linkedin_url":"https://de.linkedin.com/company/upsy/","industries":["Software"],"city":null}}""",
        "industry", "software", "name", "Upsy")]
    public async Task Upsert_OfTheSameRowInAnotherSpelling_UpdatesTheSentMembersOfTheFirst(
        string path, string first, string second, string changed, string value, string kept, string keptValue)
    {
        using var created = await SendAsync(path, first);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var uuid = TextOf(await JsonOf(created), "uuid");
        Assert.Equal($"/api/v1/{path.Split('/')[0]}/{uuid}/", created.Headers.Location!.OriginalString);

        using var updated = await SendAsync(path, second);
        Assert.Equal(HttpStatusCode.OK, updated.StatusCode);
        Assert.NotEmpty(updated.Headers.GetValues("X-VQL-Position"));
        var row = await JsonOf(updated);
        Assert.Equal(
            (uuid, value, keptValue), (TextOf(row, "uuid"), TextOf(row, changed), TextOf(row, kept)));
        var place = path == Contacts ? row : row.GetProperty("metadata");
        Assert.Null(TextOf(place.TryGetProperty("city", out _) ? place : row, "city"));
        Assert.NotEqual(created.Headers.ETag, updated.Headers.ETag);
    }

    [Fact]
    public async Task Upsert_OfSimilarKeys_CreatesAnotherRow()
    {
        using var first = await SendAsync(Contacts, """{"match":"email","row":{"email":"ann@similar.example"}}""");
        foreach (var other in new[] { "ann+news@similar.example", "ann@similar.example.com", "_ann@similar.example" })
        {
            using var created = await SendAsync(Contacts, $$$"""{"match":"email","row":{"email":"{{{other}}}"}}""");
            Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        }

        using var company = await SendAsync(Companies, """{"match":"domain","row":{"website":"similar.example"}}""");
        using var subdomain = await SendAsync(Companies, """{"match":"domain","row":{"website":"shop.similar.example"}}""");
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (company.StatusCode, subdomain.StatusCode));
    }

    [Fact]
    public async Task Upsert_OfADeletedRow_CreatesANewOne()
    {
        const string Body = """{"match":"email","row":{"email":"gone@upsert.example"}}""";
        var uuid = TextOf(await JsonOf(await SendAsync(Contacts, Body)), "uuid");
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await _api.Client.DeleteAsync(new Uri($"/api/v1/contacts/{uuid}/", UriKind.Relative), Token)).StatusCode);
        using var again = await SendAsync(Contacts, Body);
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.NotEqual(uuid, TextOf(await JsonOf(again), "uuid"));
    }

    [Fact]
    public async Task Upsert_OfAnAmbiguousKey_IsAConflictThatNamesTheRows()
    {
        string[] uuids = ["0a0a0a0a-0000-4000-8000-000000000001", "0a0a0a0a-0000-4000-8000-000000000002"];
        foreach (var uuid in uuids)
        {
            using var created = await SendAsync("contacts/", $$"""{"uuid":"{{uuid}}","email":"shared@upsert.example"}""");
            Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        }

        using var conflict = await SendAsync(Contacts, """{"match":"email","row":{"email":"shared@upsert.example","title":"lost"}}""");
        Assert.Equal(HttpStatusCode.Conflict, conflict.StatusCode);
        var problem = await JsonOf(conflict);
        Assert.Equal(uuids, problem.GetProperty("uuids").EnumerateArray().Select(uuid => uuid.GetString()));
        Assert.All(uuids, uuid => Assert.Contains(uuid, TextOf(problem, "detail"), StringComparison.Ordinal));
        Assert.Equal(0, await CountAsync("contacts/count/?title=lost&title.match=exact"));
    }

    [Theory]
    [InlineData(Contacts, "", "$")]
    [InlineData(Contacts, "[]", "$")]
    [InlineData(Contacts, """{"match":"email","row":{"\ud800":1}}""", "$")]
    [InlineData(Contacts, """{"match":"email","row":{"email":"a@b.example","company_id":"a\u0000b"}}""", "$.row.company_id")]
    [InlineData(Contacts, "{}", "$.match,$.row")]
    [InlineData(Contacts, """{"match":"domain","row":{"email":"no"},"rows":1}""", "$.match,$.row.email,$.rows")]
    [InlineData(Contacts, """{"match":"email","row":{"titel":"x","title":5}}""", "$.row.titel,$.row.title")]
    [InlineData(Contacts, """{"match":"email","row":{"title":"x"}}""", "$.row.email")]
    [InlineData(Contacts, """{"match":"linkedin_url","row":{"linkedin_url":"https://www.linkedin.com/"}}""", "$.row.linkedin_url")]
    [InlineData(Contacts, """{"match":"linkedin_url","row":{"linkedin_url":"linkedin.com/search/?keywords=x"}}""", "$.row.linkedin_url")]
    [InlineData(Contacts, """{"match":"linkedin_url","row":{"linkedin_url":"https://www.linkedin.com/in/"}}""", "$.row.linkedin_url")]
    [InlineData(Contacts, """{"match":"email","row":{"email":"Info@acme.example","first_name":"Ann"}}""", "$.row.email")]
    [InlineData(Contacts, """{"match":"email","row":{"email":"a@b.example","company_id":"nowhere"}}""", "$.row.company_id")]
    [InlineData(Companies, """{"match":"domain","row":{"website":"https://www.facebook.com/a-page"}}""", "$.row.normalized_domain")]
    [InlineData(Companies, """{"match":"email","row":5}""", "$.match,$.row")]
    public async Task Upsert_ThatIsInvalid_ReportsEveryMember(string path, string body, string members)
    {
        using var response = await SendAsync(path, body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(
            members.Split(','),
            (await JsonOf(response)).GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Upsert_WithTheUuidOfAnotherRow_IsRejected()
    {
        using var created = await SendAsync(Contacts, """{"match":"email","row":{"email":"own@upsert.example"}}""");
        using var other = await SendAsync(
            Contacts, """{"match":"email","row":{"email":"own@upsert.example","uuid":"0a0a0a0a-0000-4000-8000-000000000009"}}""");
        Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);
        Assert.True((await JsonOf(other)).GetProperty("errors").TryGetProperty("$.row.uuid", out _));
    }

    [Fact]
    public async Task Upsert_WithIfMatch_RequiresThatStateOfTheRow()
    {
        const string Body = """{"match":"domain","row":{"website":"tagged.example","name":"Tagged"}}""";
        using var missing = await SendAsync(Companies, Body, request => request.Headers.IfMatch.Add(EntityTagHeaderValue.Any));
        Assert.Equal(HttpStatusCode.PreconditionFailed, missing.StatusCode);
        using var created = await SendAsync(Companies, Body);
        using var updated = await SendAsync(
            Companies, """{"match":"domain","row":{"website":"tagged.example","name":"Second"}}""",
            request => request.Headers.IfMatch.Add(created.Headers.ETag!));
        Assert.Equal(HttpStatusCode.OK, updated.StatusCode);
        using var stale = await SendAsync(
            Companies, """{"match":"domain","row":{"website":"tagged.example","name":"Lost"}}""",
            request => request.Headers.IfMatch.Add(created.Headers.ETag!));
        Assert.Equal((HttpStatusCode.PreconditionFailed, updated.Headers.ETag), (stale.StatusCode, stale.Headers.ETag));
        using var excluded = await SendAsync(Companies, Body, request => request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any));
        Assert.Equal((HttpStatusCode.PreconditionFailed, updated.Headers.ETag), (excluded.StatusCode, excluded.Headers.ETag));
    }

    [Fact]
    public async Task Upsert_WithOneKey_ReturnsTheFirstResponseAgain()
    {
        static void Key(HttpRequestMessage request) => request.Headers.Add("Idempotency-Key", "upsert-once");

        const string Body = """{"match":"email","row":{"email":"key@upsert.example","title":"first"}}""";
        using (await SendAsync(Contacts, """{"match":"email","row":{"email":"key@upsert.example"}}"""))
        {
        }

        using var first = await SendAsync(Contacts, Body, Key);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        using var later = await SendAsync(Contacts, """{"match":"email","row":{"email":"key@upsert.example","title":"later"}}""");
        using var again = await SendAsync(Contacts, Body, Key);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(Token), await again.Content.ReadAsStringAsync(Token));
        Assert.Equal(1, await CountAsync("contacts/count/?title=later&title.match=exact"));
        using var reused = await SendAsync(Contacts, """{"match":"email","row":{"email":"key@upsert.example","title":"other"}}""", Key);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, reused.StatusCode);
    }

    [Fact]
    public async Task Upserts_OfOneEmailAtOnce_CreateOneRow()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(async number =>
        {
            using var response = await SendAsync(
                Contacts, $$$"""{"match":"email","row":{"email":"race@upsert.example","stage":"stage {{{number}}}"}}""");
            return (response.StatusCode, TextOf(await JsonOf(response), "uuid"));
        }));
        Assert.Single(answers.Select(answer => answer.Item2).Distinct());
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(15, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(1, await CountAsync("contacts/count/?email=race@upsert.example"));
    }

    [Fact]
    public async Task Upsert_WithoutTheWriteKeyOrByAFreeUser_IsForbidden()
    {
        await using var api = await RunningApi.StartAsync(
            rows.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_ENABLED=false", "--environment=Production",
            "--CONTACTS_WRITE_KEY=contacts-write-key", "--API_KEYS=free:FreeUser:free-free-free-free,pro:ProUser:pro-pro-pro-pro-pro");
        foreach (var (key, writeKey, status) in new[]
        {
            ("free-free-free-free", "contacts-write-key", HttpStatusCode.Forbidden),
            ("pro-pro-pro-pro-pro", "", HttpStatusCode.Forbidden),
            ("pro-pro-pro-pro-pro", "contacts-write-key", HttpStatusCode.Created),
        })
        {
            using var request = RequestOf(Contacts, """{"match":"email","row":{"email":"access@upsert.example"}}""");
            request.Headers.Add("X-API-Key", key);
            request.Headers.TryAddWithoutValidation("X-Contacts-Write-Key", writeKey);
            Assert.Equal(status, (await api.Client.SendAsync(request, Token)).StatusCode);
        }
    }

    private async Task<long> CountAsync(string path) => (await _api.GetAsync($"/api/v1/{path}")).GetProperty("count").GetInt64();

    private async Task<HttpResponseMessage> SendAsync(string path, string body, Action<HttpRequestMessage>? more = null)
    {
        using var request = RequestOf(path, body);
        more?.Invoke(request);
        return await _api.Client.SendAsync(request, Token);
    }

    private static HttpRequestMessage RequestOf(string path, string body) =>
        new(HttpMethod.Post, $"/api/v1/{path}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static Task<JsonElement> JsonOf(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>(Token);

    private static string? TextOf(JsonElement row, string member) => row.GetProperty(member).GetString();
}
