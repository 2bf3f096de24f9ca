using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Vql.Client;
using Vql.Client.Records;
using Vql.Client.Requests;
using Vql.Tests.Api;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Client;

/// <summary>Tests of the client with the API over the recorded rows, and with scripted responses.</summary>
public sealed class VqlApiClientTests(RecordedRows rows) : IClassFixture<RecordedRows>
{
    private static readonly VqlClientOptions FastRetries = new()
    {
        ApiKey = "secret",
        RetryDelay = TimeSpan.FromMilliseconds(1),
        MaxRetryDelay = TimeSpan.FromSeconds(2),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Contacts_WhileTheEngineFailsAtTimes_AreEachReturnedOnce()
    {
        await using var connectra = await ScriptedConnectra.StartAsync(rows.Source);
        var request = 0;
        connectra.Answer = context =>
        {
            if (Interlocked.Increment(ref request) % 3 != 0)
            {
                return connectra.AnswerAsync(context);
            }

            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
        await using var api = await RunningApi.StartAsync(rows.ConnectionString, connectra.Url);
        var client = new VqlApiClient(api.Client);
        var seen = new List<string>();
        await foreach (var contact in client.ContactsAsync(new ContactFilter { PageSize = 400, Ordering = "seniority,-employees" }, Token))
        {
            seen.Add(contact.Uuid);
        }

        Assert.Equal(RecordedRows.Contacts.Count, seen.Count);
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    [Fact]
    public async Task Filters_OfPagesAndCounts_AreThoseOfTheApi()
    {
        await using var api = await RunningApi.StartAsync(rows.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_ENABLED=false");
        var client = new VqlApiClient(api.Client);
        var filter = new ContactFilter { Title = "engineer", Seniority = new("senior", "director"), EmployeesMin = 10, PageSize = 3 };
        var page = await client.ContactPageAsync(filter, Token);
        Assert.Equal("postgres", page.Meta!.Source);
        Assert.All(page.Results, contact => Assert.Contains(contact.Seniority, new[] { "senior", "director" }));
        var counted = await client.CountContactsAsync(filter, Token);
        var walked = 0;
        await foreach (var _ in client.ContactsAsync(filter, Token))
        {
            walked++;
        }

        Assert.Equal(counted, walked);
        Assert.Equal(RecordedRows.Companies.Count, await client.CountCompaniesAsync(cancellationToken: Token));
        Assert.Equal(2, (await client.CompanyPageAsync(new CompanyFilter { PageSize = 2 }, Token)).Results.Count);
    }

    [Fact]
    public async Task Page_ByNumberWithTotalAndCompanies_ContainsThem()
    {
        await using var api = await RunningApi.StartAsync(rows.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_ENABLED=false");
        var client = new VqlApiClient(api.Client);
        var first = await client.ContactPageAsync(new ContactFilter { EmployeesMin = 1, PageSize = 9 }, Token);
        var page = await client.ContactPageAsync(
            new ContactFilter { EmployeesMin = 1, PageSize = 5, Offset = 4, Total = true, ExpandCompany = true }, Token);
        Assert.Equal(first.Results.Skip(4).Select(contact => contact.Uuid), page.Results.Select(contact => contact.Uuid));
        Assert.All(page.Results, contact => Assert.Equal(contact.Company, contact.CompanyDetail!.Name));
        Assert.Equal(
            (await client.CountContactsAsync(new ContactFilter { EmployeesMin = 1, ExpandCompany = true }, Token), "eq"),
            (page.Meta!.Total!.Value, page.Meta.Total.Relation));
        Assert.Equal(
            first.Results.Take(4).Select(contact => contact.Uuid),
            (await client.ContactPageAsync(page.Previous!, Token)).Results.Take(4).Select(contact => contact.Uuid));
        Assert.Null(first.Meta!.Total);
    }

    [Fact]
    public async Task Suggestions_AreThoseOfTheApi()
    {
        await using var api = await RunningApi.StartAsync(
            rows.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_ENABLED=false", "--VQL_SUGGESTION_TIMEOUT=30");
        var client = new VqlApiClient(api.Client);
        var filter = new ContactFilter { Country = "germany", PageSize = 3 };
        var titles = await client.SuggestContactValuesAsync("title", "vice pr", filter, 5, Token);
        var title = Assert.Single(titles);
        Assert.Equal("Vice President, Sales", title.Value);
        Assert.Equal(
            await client.CountContactsAsync(
                new ContactFilter
                {
                    Country = "germany",
                    Title = "Vice President Sales",
                    Matches = new Dictionary<string, string> { ["title"] = "exact" },
                },
                Token),
            title.Count);
        Assert.Contains(
            await client.SuggestCompanyValuesAsync("industries", "soft", cancellationToken: Token), value => value.Value == "software");
        Assert.Contains(
            await client.SuggestCompaniesAsync("couchb", limit: 3, cancellationToken: Token), company => company.Name == "Couchbase");
        var page = await client.ContactPageAsync(new ContactFilter { Country = "germny" }, Token);
        Assert.Equal("germany", Assert.Single(page.Meta!.Suggestions!).Suggestions[0].Value);
    }

    [Fact]
    public async Task InvalidParameters_AreAProblemThatNamesThem()
    {
        await using var api = await RunningApi.StartAsync(rows.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_ENABLED=false");
        var filter = new ContactFilter { PageSize = 0, AdditionalParameters = new Dictionary<string, TextValues> { ["titel"] = "vp" } };
        var problem = await Assert.ThrowsAsync<VqlProblemException>(() => new VqlApiClient(api.Client).ContactPageAsync(filter, Token));
        Assert.Equal(400, problem.Status);
        Assert.Equal(["limit", "titel"], problem.Errors.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("did you mean", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task Read_WithRetryAfter_IsRetriedAfterThatTime(HttpStatusCode status)
    {
        using var api = new ScriptedAnswers(Rejection(status, seconds: 1), Answer("""{"count":7}"""));
        var begun = TimeProvider.System.GetTimestamp();
        Assert.Equal(7, await api.Client(FastRetries).CountContactsAsync(cancellationToken: Token));
        Assert.True(TimeProvider.System.GetElapsedTime(begun) >= TimeSpan.FromSeconds(0.9));
        Assert.Equal(2, api.Requests.Count);
        Assert.All(api.Requests, request => Assert.Equal("secret", request.Headers.GetValues("X-API-Key").Single()));
    }

    [Fact]
    public async Task Read_WithALongRetryAfter_Fails()
    {
        using var api = new ScriptedAnswers(Rejection(HttpStatusCode.ServiceUnavailable, seconds: 600));
        var problem = await Assert.ThrowsAsync<VqlProblemException>(
            () => api.Client(FastRetries).CountContactsAsync(cancellationToken: Token));
        Assert.Equal(503, problem.Status);
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task Change_ThatIsNotIdempotent_IsSentOnce()
    {
        using var api = new ScriptedAnswers(Rejection(HttpStatusCode.ServiceUnavailable, seconds: 0));
        await Assert.ThrowsAsync<VqlProblemException>(
            () => api.Client(FastRetries).UpdateContactAsync("a", new ContactWrite { Title = "vp" }, "\"1\"", Token));
        Assert.Equal("\"1\"", Assert.Single(api.Requests).Headers.IfMatch.ToString());
    }

    [Fact]
    public async Task Creation_IsRetriedWithTheSameKeyAndItsPositionIsSentWithSearches()
    {
        var created = Answer("""{"uuid":"a","title":"vp"}""", HttpStatusCode.Created);
        created.Headers.Add("X-VQL-Position", "0/2A");
        created.Headers.ETag = new EntityTagHeaderValue("\"7\"");
        using var api = new ScriptedAnswers(Rejection(HttpStatusCode.BadGateway, seconds: 0), created, Answer("""{"count":1}"""));
        var client = api.Client(FastRetries);
        var contact = await client.CreateContactAsync(new ContactWrite { Title = "vp" }, cancellationToken: Token);
        Assert.Equal(("vp", "\"7\""), (contact.Value.Title, contact.ETag));
        await client.CountContactsAsync(cancellationToken: Token);
        Assert.Equal(
            api.Requests[0].Headers.GetValues("Idempotency-Key").Single(), api.Requests[1].Headers.GetValues("Idempotency-Key").Single());
        Assert.Equal("0/2A", api.Requests[2].Headers.GetValues("X-VQL-Position").Single());
    }

    [Fact]
    public async Task SingleRecord_ThatDoesNotExist_IsNull()
    {
        using var api = new ScriptedAnswers(Rejection(HttpStatusCode.NotFound, seconds: null));
        Assert.Null(await api.Client(FastRetries).FindContactAsync("none/such", Token));
        Assert.EndsWith("/api/v1/contacts/none%2Fsuch/", api.Requests.Single().RequestUri!.AbsoluteUri, StringComparison.Ordinal);
    }

    private static HttpResponseMessage Answer(string json, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    private static HttpResponseMessage Rejection(HttpStatusCode status, int? seconds)
    {
        var rejection = new HttpResponseMessage(status) { Content = new StringContent("<html>no</html>") };
        rejection.Headers.RetryAfter = seconds is { } after ? new RetryConditionHeaderValue(TimeSpan.FromSeconds(after)) : null;
        return rejection;
    }

    /// <summary>An API that returns scripted responses in order.</summary>
    private sealed class ScriptedAnswers(params HttpResponseMessage[] answers) : HttpMessageHandler
    {
        private readonly Queue<HttpResponseMessage> _answers = new(answers);

        public List<HttpRequestMessage> Requests { get; } = [];

        public VqlApiClient Client(VqlClientOptions options) =>
            new(new HttpClient(this, disposeHandler: false) { BaseAddress = new Uri("http://api.example/") }, options);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add(request);
            return Task.FromResult(_answers.Dequeue());
        }
    }
}
