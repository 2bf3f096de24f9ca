using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Connectra;

[Collection(NodeServiceCollection.Name)]
public sealed class NodeExtensionTests(NodeRecordedService service) : ExtensionTests(service);

[Collection(ReferenceCollection.Name)]
public sealed class ReferenceExtensionTests(ReferenceRecordedService service)
    : ExtensionTests(service), IClassFixture<ReferenceRecordedService>;

/// <summary>Tests of the extensions to the contract of the Go service.</summary>
public abstract class ExtensionTests(RecordedService service) : LoadedTests(() => service.Loaded)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_WithTotalFacetsAndHighlight_ReturnsThemWithTheRows()
    {
        var answer = await PostAsync("/contacts/", """
            {"total":true,"facets":["seniority"],"highlight":["title"],"limit":3,
             "where":{"text_matches":{"must":[{"text_value":"engineer","filter_key":"title","search_type":"shuffle"}]}}}
            """);
        Assert.Equal("eq", answer.GetProperty("total").GetProperty("relation").GetString());
        Assert.True(answer.GetProperty("total").GetProperty("value").GetInt64() > 3);
        Assert.Equal(10, answer.GetProperty("facets").GetProperty("seniority").GetArrayLength() + 1);
        Assert.All(answer.GetProperty("data").EnumerateArray(), row =>
            Assert.Contains(
                "<em>Engineer</em>", row.GetProperty("highlight").GetProperty("title")[0].GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_WithoutExtensions_HasOnlyTheMembersOfTheGoService()
    {
        var answer = await PostAsync("/contacts/", """{"limit":1}""");
        Assert.Equal(["data", "success"], answer.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task Explain_OfAQuery_DescribesBothEngines()
    {
        var answer = await PostAsync("/contacts/explain", """
            {"limit":5,"where":{"keyword_match":{"must":{"seniority":"vp"}}}}
            """);
        var (elasticsearch, postgres) = (answer.GetProperty("elasticsearch"), answer.GetProperty("postgres"));
        Assert.Equal(5, elasticsearch.GetProperty("rows").GetInt32());
        Assert.Equal(5, postgres.GetProperty("rows").GetInt32());
        var filter = elasticsearch.GetProperty("dsl").GetProperty("query").GetProperty("bool").GetProperty("filter")[0];
        Assert.Equal("vp", filter.GetProperty("term").GetProperty("seniority").GetString());
        Assert.Contains("seniority", postgres.GetProperty("sql").GetString(), StringComparison.Ordinal);
        Assert.NotEqual(0, postgres.GetProperty("indexes").GetArrayLength());
        Assert.Equal(JsonValueKind.Array, postgres.GetProperty("plan").ValueKind);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("soon")]
    [InlineData("-1")]
    public async Task Request_WithAnInvalidTimeout_IsRejectedWithTheHeaderName(string deadline)
    {
        using var request = Request("/contacts/", "{}");
        request.Headers.Add("X-Request-Timeout", deadline);
        using var response = await service.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("X-Request-Timeout", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_WithATooShortTimeout_Returns504()
    {
        using var request = Request(
            "/contacts/count",
            """{"where":{"text_matches":{"must":["""
            + """{"text_value":"engineer","filter_key":"title","search_type":"shuffle","fuzzy":true}]}}}""");
        request.Headers.Add("X-Request-Timeout", "0.000001");
        using var response = await service.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
    }

    [Fact]
    public async Task Ready_WhileBothStoresAnswer_IsOk()
    {
        using var response = await service.Client.GetAsync("/ready", Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static HttpRequestMessage Request(string path, string body) =>
        new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private async Task<JsonElement> PostAsync(string path, string body)
    {
        using var response = await service.Client.SendAsync(Request(path, body), Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
        return await response.Content.ReadFromJsonAsync<JsonElement>(Token);
    }
}
