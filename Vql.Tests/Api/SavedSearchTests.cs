using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Vql.Tests.Api;

/// <summary>Saved searches, on both paths.</summary>
public sealed class SavedSearchTests(NodeBothPaths paths) : BothPathsTests(paths)
{
    private const string Path = "/api/v1/saved-searches/";
    private const string Query =
        """{"where":{"keyword_match":{"must":{"seniority":["vp","director"]}}},"order_by":["""
        + """{"order_by":"company_employees_count","order_direction":"desc"}],"limit":4}""";

    [Fact]
    public async Task Search_ThatWasSaved_IsRunAndCountedAsItsQueryOnBothWays()
    {
        using var created = await PostAsync(Api, Path, $$"""{"name":" Leaders ","entity":"contacts","query":{{Query}}}""");
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var saved = await created.Content.ReadFromJsonAsync<JsonElement>(Token);
        var address = created.Headers.Location!.OriginalString;
        Assert.Equal($"{Path}{saved.GetProperty("id").GetString()}/", address);
        Assert.Equal(
            ("Leaders", "contacts", Query),
            (saved.GetProperty("name").GetString(), saved.GetProperty("entity").GetString(), saved.GetProperty("query").GetRawText()));
        Assert.Equal(saved.GetRawText(), (await Api.GetAsync(address)).GetRawText());
        Assert.Contains(
            saved.GetRawText(), (await Tables.GetAsync(Path)).GetProperty("results").EnumerateArray().Select(one => one.GetRawText()));

        var asked = await PostAsync(Api, "/api/v1/contacts/query", Query, expectSearch: true);
        foreach (var (api, source) in new[] { (Api, "vql"), (Tables, "disabled") })
        {
            Assert.Equal(source, await api.SourceOfAsync($"{address}run/"));
            var page = await api.GetAsync($"{address}run/");
            Assert.Equal(UuidsOf(asked), UuidsOf(page));
            var next = await api.GetAsync(new Uri(page.GetProperty("next").GetString()!).PathAndQuery);
            Assert.Equal(UuidsOf(asked), UuidsOf(await api.GetAsync(new Uri(next.GetProperty("previous").GetString()!).PathAndQuery)));
            Assert.Equal(9, UuidsOf(await api.GetAsync($"{address}run/?limit=9&consistency=eventual")).Count());
            var count = await PostAsync(Tables, "/api/v1/contacts/query/count", Query, expectSearch: true);
            Assert.Equal(count.GetRawText(), (await api.GetAsync($"{address}count/")).GetRawText());
        }

        Assert.Equal(
            ["limit", "title"], (await FaultsOfAsync(await Api.Client.GetAsync($"{address}run/?limit=0&title=x", Token))).Keys.Order());
        using var deleted = await Api.Client.DeleteAsync(address, Token);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        foreach (var gone in new[] { address, $"{address}run/", $"{address}count/" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await Api.Client.GetAsync(gone, Token)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await Api.Client.DeleteAsync(address, Token)).StatusCode);
    }

    [Fact]
    public async Task Filters_ThatWereSaved_AreRunCountedAndExplainedAsTheirSearchOnBothWays()
    {
        const string Filters =
            """{"title":["engineer","vice president"],"employees_min":10,"exclude_titles":["intern"],"ordering":"-employees","limit":4}""";
        using var created = await PostAsync(Api, Path, $$"""{"name":"Filtered","entity":"contacts","filters":{{Filters}}}""");
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var saved = await created.Content.ReadFromJsonAsync<JsonElement>(Token);
        var address = created.Headers.Location!.OriginalString;
        Assert.Equal(
            (Filters, JsonValueKind.Null), (saved.GetProperty("filters").GetRawText(), saved.GetProperty("query").ValueKind));
        Assert.Contains(
            saved.GetRawText(), (await Tables.GetAsync(Path)).GetProperty("results").EnumerateArray().Select(one => one.GetRawText()));

        var asked = await PostAsync(Api, "/api/v1/contacts/search", Filters, expectSearch: true);
        foreach (var (api, source) in new[] { (Api, "vql"), (Tables, "disabled") })
        {
            Assert.Equal(source, await api.SourceOfAsync($"{address}run/"));
            var page = await api.GetAsync($"{address}run/");
            Assert.Equal(UuidsOf(asked), UuidsOf(page));
            Assert.False(page.GetProperty("meta").TryGetProperty("explain", out _));
            var next = await api.GetAsync(new Uri(page.GetProperty("next").GetString()!).PathAndQuery);
            Assert.Empty(UuidsOf(next).Intersect(UuidsOf(page)));
            Assert.Equal(UuidsOf(asked), UuidsOf(await api.GetAsync(new Uri(next.GetProperty("previous").GetString()!).PathAndQuery)));
            var explained = await api.GetAsync($"{address}run/?explain=true&limit=2");
            Assert.Equal(UuidsOf(asked).Take(2), UuidsOf(explained));
            Assert.Contains(
                "select", explained.GetProperty("meta").GetProperty("explain").GetProperty("sql").GetString(), StringComparison.Ordinal);
            var count = await PostAsync(Tables, "/api/v1/contacts/search/count", Filters, expectSearch: true);
            Assert.Equal(count.GetRawText(), (await api.GetAsync($"{address}count/")).GetRawText());
        }

        Assert.Equal(
            ["explain", "limit", "title"],
            (await FaultsOfAsync(await Api.Client.GetAsync($"{address}run/?limit=0&title=x&explain=maybe", Token))).Keys.Order());
    }

    [Fact]
    public async Task Query_ThatWasSaved_IsExplained()
    {
        using var created = await PostAsync(Api, Path, $$"""{"name":"Explained","entity":"contacts","query":{{Query}}}""");
        var explained = await Api.GetAsync($"{created.Headers.Location!.OriginalString}run/?explain=true");
        Assert.Equal(
            "vp", explained.GetProperty("meta").GetProperty("explain").GetProperty("vql").GetProperty("where")
                .GetProperty("keyword_match").GetProperty("must").GetProperty("seniority")[0].GetString());
    }

    [Fact]
    public async Task Scores_OfASavedQuery_AreExplainedByTheirPoints()
    {
        const string Scored = """
            {"order_by":[{"order_by":"relevance","order_direction":"desc","scores":[[
              {"weight":7,"where":{"text_matches":{"must":[{"filter_key":"title","text_value":"engineer","search_type":"shuffle"}]}}}]]}]}
            """;
        using var created = await PostAsync(Api, Path, $$"""{"name":"Scored","entity":"contacts","query":{{Scored}}}""");
        var page = await Api.GetAsync($"{created.Headers.Location!.OriginalString}run/?explain=true&limit=3");
        var explain = page.GetProperty("meta").GetProperty("explain");
        Assert.Equal("[7,7,7]", explain.GetProperty("relevance").GetRawText());
        Assert.All(explain.GetProperty("reasons").EnumerateArray(), row =>
        {
            var reason = Assert.Single(row.EnumerateArray());
            Assert.Equal((7, JsonValueKind.Null), (reason.GetProperty("points").GetInt32(), reason.GetProperty("filter").ValueKind));
        });
    }

    [Fact]
    public async Task Name_ThatIsTaken_IsAConflictForThatEntityOnly()
    {
        Assert.Equal(
            HttpStatusCode.Created, (await PostAsync(Api, Path, """{"name":"twice","entity":"companies","query":{}}""")).StatusCode);
        Assert.Equal(
            HttpStatusCode.Conflict,
            (await PostAsync(Api, Path, """{"name":"twice","entity":"companies","query":{"limit":3}}""")).StatusCode);
        Assert.Equal(
            HttpStatusCode.Created, (await PostAsync(Api, Path, """{"name":"twice","entity":"contacts","query":{}}""")).StatusCode);
    }

    [Theory]
    [InlineData("", "$")]
    [InlineData("[]", "$")]
    [InlineData("{}", "$.entity,$.name,$.query")]
    [InlineData("""{"name":"","entity":"people","query":[]}""", "$.entity,$.name,$.query")]
    [InlineData("""{"name":"x","entity":"contacts","query":{},"owner":"me"}""", "$.owner")]
    [InlineData(
        """{"name":"x","entity":"companies","query":{"where":{"exists":["seniority"]},"cursor":["a"],"limit":10001}}""",
        "$.query.cursor,$.query.limit,$.query.where.exists[0]")]
    [InlineData("""{"name":"x","entity":"contacts","query":{"where":{"exists":["\ud800"]}}}""", "$.query")]
    [InlineData("""{"name":"x","entity":"contacts","query":{},"filters":{}}""", "$.filters")]
    [InlineData("""{"name":"x","entity":"contacts","filters":[]}""", "$.filters")]
    [InlineData(
        """{"name":"x","entity":"companies","filters":{"titel":"x","employees_min":"many","cursor":"a","page":2,"limit":0}}""",
        "$.filters.cursor,$.filters.employees_min,$.filters.limit,$.filters.page,$.filters.titel")]
    public async Task Search_ThatIsInvalid_IsNotSaved(string body, string paths) =>
        Assert.Equal(paths.Split(','), (await FaultsOfAsync(await PostAsync(Api, Path, body))).Keys.Order(StringComparer.Ordinal));

    [Fact]
    public async Task Searches_OfOneCaller_AreHiddenFromOthers()
    {
        await using var api = await RunningApi.StartAsync(
            Rows.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_ENABLED=false", "--environment=Production",
            "--API_KEYS=one:FreeUser:one-one-one-one-one,two:FreeUser:two-two-two-two-two");
        var saved = await JsonOfAsync(
            await SendAsync(api, HttpMethod.Post, Path, "one-one-one-one-one", """{"name":"mine","entity":"contacts","query":{}}"""));
        var address = $"{Path}{saved.GetProperty("id").GetString()}/";
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(api, HttpMethod.Get, address, "one-one-one-one-one")).StatusCode);
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, address), (HttpMethod.Get, $"{address}run/"), (HttpMethod.Delete, address),
        })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(api, method, path, "two-two-two-two-two")).StatusCode);
        }

        Assert.Empty(
            (await JsonOfAsync(await SendAsync(api, HttpMethod.Get, Path, "two-two-two-two-two"))).GetProperty("results").EnumerateArray());
        Assert.Equal(
            HttpStatusCode.Created,
            (await SendAsync(
                api, HttpMethod.Post, Path, "two-two-two-two-two", """{"name":"mine","entity":"contacts","query":{}}""")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.Client.GetAsync(Path, Token)).StatusCode);
    }

    [Fact]
    public async Task Searches_OfOneCaller_AreLimitedInNumber()
    {
        await using var api = await RunningApi.StartAsync(
            Rows.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_ENABLED=false", "--environment=Production",
            "--API_KEYS=many:FreeUser:many-many-many-many");
        await using var fill = Rows.Source.CreateCommand(
            "insert into saved_searches (id, owner, name, entity, query) select 'many' || number, 'key many', 'search ' || number, "
            + "'contact', '{}' from generate_series(1, 199) as number");
        await fill.ExecuteNonQueryAsync(Token);
        Assert.Equal(
            HttpStatusCode.Created,
            (await SendAsync(
                api, HttpMethod.Post, Path, "many-many-many-many", """{"name":"last","entity":"contacts","query":{}}""")).StatusCode);
        Assert.Equal(
            HttpStatusCode.Conflict,
            (await SendAsync(
                api, HttpMethod.Post, Path, "many-many-many-many", """{"name":"one more","entity":"contacts","query":{}}""")).StatusCode);
    }

    private static async Task<HttpResponseMessage> SendAsync(
        RunningApi api, HttpMethod method, string path, string key, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-API-Key", key);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await api.Client.SendAsync(request, Token);
    }

    private static Task<JsonElement> JsonOfAsync(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>(Token);
}
