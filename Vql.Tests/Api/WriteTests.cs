using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Vql.Core.Fields;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>Creation, update and deletion of single rows over HTTP.</summary>
public sealed class WriteTests(RecordedRows rows) : IClassFixture<RecordedRows>, IAsyncLifetime
{
    private RunningApi _api = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _api = await RunningApi.StartAsync(rows.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_ENABLED=false");

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Create_AContact_ReturnsItsLocationItsETagAndItsPosition()
    {
        using var response = await SendAsync(
            HttpMethod.Post, "contacts/",
            """{"first_name":" Ada ","last_name":"Lovelace","email":"Ada@Example.COM","seniority":"VP","departments":"""
            + """["Research","R&D"],"mobile_phone":"+44 (0)20"}""");
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var contact = await JsonOf(response);
        var uuid = contact.GetProperty("uuid").GetString()!;
        Assert.Equal($"/api/v1/contacts/{uuid}/", response.Headers.Location!.OriginalString);
        Assert.NotNull(response.Headers.ETag);
        Assert.Matches("^[0-9A-F]+/[0-9A-F]+$", response.Headers.GetValues("X-VQL-Position").Single());
        Assert.Equal(32, uuid.Length);
        Assert.Equal(
            ("Ada", "ada@example.com", "vp"), (TextOf(contact, "first_name"), TextOf(contact, "email"), TextOf(contact, "seniority")));
        Assert.Equal(("research, r&d", "+44020"), (TextOf(contact, "departments"), TextOf(contact, "mobile_phone")));
        Assert.Equal(44 + FieldCatalogue.Contacts.ListedFields.Count(), contact.GetPropertyCount());

        var found = await _api.GetAsync("/api/v1/contacts/?seniority=vp&last_name=lovelace");
        Assert.Contains(found.GetProperty("results").EnumerateArray(), row => TextOf(row, "uuid") == uuid);
    }

    [Fact]
    public async Task Create_WithAPhoneNumberOfItsCountry_StoresItWithTheCountryCode()
    {
        using var response = await SendAsync(
            HttpMethod.Post, "contacts/", """{"first_name":"Ida","mobile_phone":"(415) 555-0132","country":"United States"}""");
        Assert.Equal("+14155550132", TextOf(await JsonOf(response), "mobile_phone"));
    }

    [Fact]
    public async Task Change_ACompany_OverwritesOnlyTheSentMembers()
    {
        var uuid = await CreateAsync(
            "companies/", """{"name":"Analytical Engines","employees_count":12.0,"city":"London","website":"engines.example"}""");
        using var response = await SendAsync(HttpMethod.Put, $"companies/{uuid}/", """{"employees_count":13,"city":null}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var company = await JsonOf(response);
        Assert.Equal(
            ("Analytical Engines", null, "engines.example"),
            (TextOf(company, "name"), TextOf(company, "city"), TextOf(company, "website")));
        Assert.Equal(13, company.GetProperty("employees_count").GetInt64());
        Assert.True(company.GetProperty("updated_at").GetDateTimeOffset() >= company.GetProperty("created_at").GetDateTimeOffset());
    }

    [Theory]
    [InlineData("contacts/")]
    [InlineData("companies/")]
    public async Task Delete_ARow_RemovesItFromListsUntilItIsRecreated(string collection)
    {
        var uuid = await CreateAsync(
            collection, """{"linkedin_url":"linkedin.example/in/deleted","uuid":"0d0c0b0a-0000-4000-8000-00000000000d"}""");
        using (var deleted = await SendAsync(HttpMethod.Delete, $"{collection}{uuid}/"))
        {
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
            Assert.NotEmpty(deleted.Headers.GetValues("X-VQL-Position"));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Delete, $"{collection}{uuid}/")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Put, $"{collection}{uuid}/", "{}")).StatusCode);
        var name = collection == "contacts/" ? "person_linkedin_url" : "linkedin_url";
        Assert.Equal(
            0, (await _api.GetAsync($"/api/v1/{collection}count/?{name}=linkedin.example/in/deleted")).GetProperty("count").GetInt64());
        using var recreated = await SendAsync(HttpMethod.Post, collection, """{"uuid":"0d0c0b0a-0000-4000-8000-00000000000d"}""");
        Assert.Equal(HttpStatusCode.Created, recreated.StatusCode);
        Assert.Null(TextOf(await JsonOf(recreated), name));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("&total=true", false)]
    public async Task ETagOfAList_AfterARowBeyondThePage_ReflectsTheTotalIfRequested(string total, bool isSame)
    {
        var list = $"companies/?limit=1&ordering=created_at{total}";
        using var before = await SendAsync(HttpMethod.Get, list);
        await CreateAsync("companies/", "{}");
        using var after = await SendAsync(HttpMethod.Get, list, more: request => request.Headers.IfNoneMatch.Add(before.Headers.ETag!));
        Assert.Equal(isSame ? HttpStatusCode.NotModified : HttpStatusCode.OK, after.StatusCode);
    }

    [Fact]
    public async Task Create_WithAnExistingUuid_IsAConflict()
    {
        const string Uuid = "0d0c0b0a000040008000000000000001";
        await CreateAsync("contacts/", $$"""{"uuid":"{{Uuid}}"}""");
        AssertProblem(
            HttpStatusCode.Conflict, await SendAsync(HttpMethod.Post, "contacts/", $$"""{"uuid":"{{Uuid}}","title":"other"}"""));
    }

    [Fact]
    public async Task InvalidBody_AllOfItsErrors_AreReportedByPath()
    {
        var longText = new string('x', 2001);
        using var response = await SendAsync(
            HttpMethod.Post, "contacts/",
            $$"""
            {"uuid":"a/b","titel":"x","title":{},"departments":["a",1],"email":"a\u0000b","stage":"\ud800","id":7,
             "city":"{{longText}}","company_id":5,"state":"x","state":"y","mobile_phone":"no number"}
            """);
        AssertProblem(HttpStatusCode.BadRequest, response);
        var errors = (await JsonOf(response)).GetProperty("errors");
        Assert.Equal(
            [
                "$.city", "$.company_id", "$.departments[1]", "$.email", "$.id", "$.mobile_phone", "$.stage", "$.state", "$.titel",
                "$.title", "$.uuid",
            ],
            errors.EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
        Assert.Contains("did you mean \"title\"", errors.GetProperty("$.titel")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_WithValuesThatNeedCleaning_StoresThemCleaned()
    {
        using var response = await SendAsync(HttpMethod.Post, "contacts/", """
            {"first_name":" Zo\u0065\u0308 ","last_name":"N/A","email":"Zoë Ray <_zoe@shop.example>","mobile_phone":"+1 (212) 555-0123 x7",
             "title":"VP \u200bSales\u0000","departments":["C++","c++","n/a",".NET"],"city":"Unknown","linkedin_url":"LinkedIn.com/in/Zoe"}
            """);
        var contact = await JsonOf(response);
        Assert.True(response.StatusCode == HttpStatusCode.Created, contact.GetRawText());
        Assert.Equal(
            ("Zoë", null, "_zoe@shop.example"), (TextOf(contact, "first_name"), TextOf(contact, "last_name"), TextOf(contact, "email")));
        Assert.Equal(
            ("+12125550123", "VP Sales", "c++, .net"),
            (TextOf(contact, "mobile_phone"), TextOf(contact, "title"), TextOf(contact, "departments")));
        Assert.Equal((null, "linkedin.com/in/zoe"), (TextOf(contact, "city"), TextOf(contact, "person_linkedin_url")));
    }

    [Fact]
    public async Task Create_WithInvalidValues_ReportsEachMember()
    {
        using var contact = await SendAsync(
            HttpMethod.Post, "contacts/",
            """
            {"email":"not an email","mobile_phone":"1.42E+10","home_phone":"+1 212 555 0123, +1 212 555 0124",
             "website":"javascript:alert(1)","title":"Fine"}
            """);
        AssertProblem(HttpStatusCode.BadRequest, contact);
        var errors = (await JsonOf(contact)).GetProperty("errors");
        Assert.Equal(
            ["$.email", "$.home_phone", "$.mobile_phone", "$.website"],
            errors.EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
        Assert.Equal("is not a valid email address: use a format such as anna@example.com", errors.GetProperty("$.email")[0].GetString());

        using var company = await SendAsync(
            HttpMethod.Post, "companies/", """{"last_raised_at":"03/04/2024","normalized_domain":"x","phone_number":"12"}""");
        AssertProblem(HttpStatusCode.BadRequest, company);
        Assert.Equal(3, (await JsonOf(company)).GetProperty("errors").GetPropertyCount());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"employees_count":1.5}""")]
    [InlineData("""{"employees_count":99999999999999999999}""")]
    [InlineData("""{"employees_count":"5"}""")]
    public async Task InvalidBody_OfAnyKind_IsRejected(string body) =>
        AssertProblem(HttpStatusCode.BadRequest, await SendAsync(HttpMethod.Post, "companies/", body));

    [Fact]
    public async Task Create_WithAnUnknownCompany_IsRejected() =>
        AssertProblem(HttpStatusCode.BadRequest, await SendAsync(HttpMethod.Post, "contacts/", """{"company_id":"nowhere"}"""));

    [Fact]
    public async Task Change_OfAStaleVersion_IsRejected()
    {
        using var created = await SendAsync(HttpMethod.Post, "companies/", """{"name":"Seen"}""");
        var uuid = TextOf(await JsonOf(created), "uuid");
        var seen = created.Headers.ETag!;
        using var changed = await SendAsync(
            HttpMethod.Put, $"companies/{uuid}/", """{"name":"Changed"}""", request => request.Headers.IfMatch.Add(seen));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        using var stale = await SendAsync(
            HttpMethod.Put, $"companies/{uuid}/", """{"name":"Lost"}""", request => request.Headers.IfMatch.Add(seen));
        AssertProblem(HttpStatusCode.PreconditionFailed, stale);
        Assert.Equal(changed.Headers.ETag, stale.Headers.ETag);
        using var excluded = await SendAsync(
            HttpMethod.Put, $"companies/{uuid}/", """{"name":"Lost"}""",
            request => request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any));
        AssertProblem(HttpStatusCode.PreconditionFailed, excluded);
        Assert.Equal(
            HttpStatusCode.PreconditionFailed,
            (await SendAsync(HttpMethod.Delete, $"companies/{uuid}/", null, request => request.Headers.IfMatch.Add(seen))).StatusCode);
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await SendAsync(
                HttpMethod.Delete, $"companies/{uuid}/", null,
                request => request.Headers.IfMatch.Add(EntityTagHeaderValue.Any))).StatusCode);
    }

    [Fact]
    public async Task List_ThatTheClientHasCached_IsNotSentAgainUntilARowChanges()
    {
        var uuid = await CreateAsync("contacts/", """{"first_name":"Tagged","title":"Conditional Reader"}""");
        const string Path = "contacts/?title=conditional reader&title.match=exact";
        using var first = await SendAsync(HttpMethod.Get, Path);
        var tag = first.Headers.ETag!;
        using var again = await SendAsync(HttpMethod.Get, Path, null, request => request.Headers.IfNoneMatch.Add(tag));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(tag, again.Headers.ETag);
        await SendAsync(HttpMethod.Put, $"contacts/{uuid}/", """{"city":"Turin"}""");
        using var changed = await SendAsync(HttpMethod.Get, Path, null, request => request.Headers.IfNoneMatch.Add(tag));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    [Fact]
    public async Task Create_WithOneKeyManyTimesAtOnce_CreatesOnce()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            using var response = await SendAsync(
                HttpMethod.Post, "contacts/", """{"first_name":"Once"}""", request => request.Headers.Add("Idempotency-Key", "once"));
            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
            Assert.NotEmpty(response.Headers.GetValues("X-VQL-Position"));
            return (await response.Content.ReadAsStringAsync(Token), response.Headers.ETag, response.Headers.Location);
        }));
        Assert.Single(answers.Distinct());
        Assert.Equal(
            1, (await _api.GetAsync("/api/v1/contacts/count/?first_name=once&first_name.match=exact")).GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task Create_WithAKeyOfAnotherBody_IsRejected()
    {
        static void Key(HttpRequestMessage request) => request.Headers.Add("Idempotency-Key", "reused");

        using var rejected = await SendAsync(HttpMethod.Post, "companies/", """{"nam":"typo"}""", Key);
        Assert.Equal(HttpStatusCode.BadRequest, rejected.StatusCode);
        using var corrected = await SendAsync(HttpMethod.Post, "companies/", """{"name":"corrected"}""", Key);
        Assert.Equal(HttpStatusCode.Created, corrected.StatusCode);
        AssertProblem(HttpStatusCode.UnprocessableEntity, await SendAsync(HttpMethod.Post, "companies/", """{"name":"another"}""", Key));
    }

    private async Task<string> CreateAsync(string collection, string body)
    {
        using var response = await SendAsync(HttpMethod.Post, collection, body);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return TextOf(await JsonOf(response), "uuid")!;
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? body = null, Action<HttpRequestMessage>? more = null)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/{path}");
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        more?.Invoke(request);
        return await _api.Client.SendAsync(request, Token);
    }

    private static void AssertProblem(HttpStatusCode status, HttpResponseMessage response)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    private static Task<JsonElement> JsonOf(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>(Token);

    private static string? TextOf(JsonElement row, string member) => row.GetProperty(member).GetString();
}
