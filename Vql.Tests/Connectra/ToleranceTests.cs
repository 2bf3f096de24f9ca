using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Connectra;

[Collection(NodeServiceCollection.Name)]
public sealed class NodeToleranceTests(NodeRecordedService service) : ToleranceTests(service);

[Collection(ReferenceCollection.Name)]
public sealed class ReferenceToleranceTests(ReferenceRecordedService service)
    : ToleranceTests(service), IClassFixture<ReferenceRecordedService>;

/// <summary>Tests of requests that the Go service also accepts, although they were not recorded.</summary>
public abstract class ToleranceTests(RecordedService service) : LoadedTests(() => service.Loaded)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("null", 5000)]
    [InlineData(
        """{"where":{"text_matches":{"must":[{"text_value":"abc","filter_key":"company_employees_count","search_type":"substring"}]}}}""",
        0)]
    [InlineData("""{"company_config":{"populate":false,"select_columns":["nonsense"]}}""", 5000)]
    public async Task Query_UnusualButValid_IsCounted(string body, long expected)
    {
        var answer = await PostAsync("/contacts/count", body);
        Assert.Equal(expected, answer.GetProperty("count").GetInt64());
    }

    [Theory]
    [InlineData("""{"gte":10,"gt":5000}""", """{"gte":10}""")]
    [InlineData("""{"lt":60,"lte":5000,"gte":1}""", """{"gte":1,"lte":5000}""")]
    [InlineData("""{"gte":9,"gte":10}""", """{"gte":10}""")]
    public async Task Range_WithTwoBoundsOnASide_UsesTheOneThatElasticsearchUses(string written, string effective)
    {
        static string Query(string bounds) => "{\"where\":{\"range_query\":{\"must\":{\"company_employees_count\":" + bounds + "}}}}";
        var count = (await PostAsync("/contacts/count", Query(written))).GetProperty("count").GetInt64();
        Assert.NotEqual(0, count);
        Assert.Equal((await PostAsync("/contacts/count", Query(effective))).GetProperty("count").GetInt64(), count);
    }

    [Fact]
    public async Task Cursor_WithoutTheTiebreaker_ContinuesAfterAllEqualRows()
    {
        var answer = await PostAsync("/contacts/", """{"order_by":[{"order_by":"seniority"}],"cursor":["manager"],"limit":1}""");
        var next = answer.GetProperty("data")[0];
        Assert.Equal("senior", next.GetProperty("seniority").GetString());
        Assert.Equal(2, next.GetProperty("cursor").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"filter_key":"title","page":11,"limit":1}""", 200, 1)]
    [InlineData("""{"filter_key":"title","page":2147483647,"limit":100}""", 200, 0)]
    [InlineData("""{"filter_key":"title"}""", 200, 25)]
    [InlineData("""{"filter_key":"title","search_text":"100%","page":1,"limit":5}""", 200, 0)]
    [InlineData("{}", 500, 0)]
    public async Task FilterValues_WithUnusualRequests_AreReturned(string body, int status, int values)
    {
        using var content = new StringContent(body);
        using var response = await service.Client.PostAsync("/common/contact/filters/data", content, Token);
        Assert.Equal(status, (int)response.StatusCode);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(values, answer.TryGetProperty("data", out var data) ? data.GetArrayLength() : 0);
    }

    [Fact]
    public async Task FilterValues_OfNumbers_AreNone()
    {
        using var content = new StringContent("""{"filter_key":"employees_count","page":1,"limit":5}""");
        using var response = await service.Client.PostAsync("/common/company/filters/data", content, Token);
        Assert.Equal("""{"data":[],"success":true}""", await response.Content.ReadAsStringAsync(Token));
    }

    [Theory]
    [InlineData("GET", "/health/", HttpStatusCode.MovedPermanently, "/health")]
    [InlineData("GET", "/common/contact/filters/?a=b", HttpStatusCode.MovedPermanently, "/common/contact/filters?a=b")]
    [InlineData("POST", "/contacts/count/", HttpStatusCode.TemporaryRedirect, "/contacts/count")]
    [InlineData("POST", "/companies", HttpStatusCode.TemporaryRedirect, "/companies/")]
    [InlineData("POST", "/common/batch-upsert/", HttpStatusCode.TemporaryRedirect, "/common/batch-upsert")]
    public async Task Path_WithTheWrongSlash_IsRedirected(string method, string path, HttpStatusCode status, string to)
    {
        // A redirect requires no key.
        using var keyless = new HttpClient(
            new HttpClientHandler { AllowAutoRedirect = false })
        { BaseAddress = service.Client.BaseAddress };
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await keyless.SendAsync(request, Token);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(to, response.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("GET", "/favicon.ico")]
    [InlineData("GET", "/contacts/count")]
    [InlineData("PUT", "/contacts/batch-upsert")]
    [InlineData("GET", "/common/contact/filters/data")]
    public async Task Route_ThatDoesNotExist_IsNotFound(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await service.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("404 page not found", await response.Content.ReadAsStringAsync(Token));
    }

    private async Task<JsonElement> PostAsync(string path, string body)
    {
        using var content = new StringContent(body);
        using var response = await service.Client.PostAsync(path, content, Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
        return await response.Content.ReadFromJsonAsync<JsonElement>(Token);
    }
}
