using System.Net;
using System.Text.Json;

namespace Vql.Tests.Api;

/// <summary>Lists and counts by VQL queries in the request body, on both paths.</summary>
public sealed class QueryTests(NodeBothPaths paths) : BothPathsTests(paths)
{
    private const string Contacts = "/api/v1/contacts/query";

    [Theory]
    [InlineData("contacts", "{}")]
    [InlineData("contacts", """{"where":{"keyword_match":{"must":{"seniority":["vp","director"]}}},"limit":7}""")]
    [InlineData("contacts", """
        {"where":{"any_of":[{"keyword_match":{"must":{"seniority":"vp"}}},
                            {"all_of":[{"text_matches":{"must":[{"filter_key":"title","text_value":"engineer","search_type":"shuffle"}]}},
                                       {"none_of":[{"range_query":{"must":{"company_employees_count":{"lt":100}}}}]}]}]},
         "order_by":[{"order_by":"company_employees_count","order_direction":"desc","missing":"first"},{"order_by":"seniority"}],"limit":40}
        """)]
    [InlineData(
        "contacts",
        """{"version":2,"where":{"text_matches":{"must":["""
        + """{"filter_key":"title","text_value":"engi","search_type":"prefix"}]},"exists":["email"],"none_of":[{"missing":"""
        + """["departments"]}]}}""")]
    [InlineData(
        "companies",
        """{"where":{"range_query":{"must":{"employees_count":{"gte":100}}}},"order_by":["""
        + """{"order_by":"annual_revenue","order_direction":"desc"}],"limit":150}""")]
    [InlineData("companies", """{"where":{"any_of":[{"keyword_match":{"must":{"industries":["software"]}}},{"missing":["website"]}]}}""")]
    public async Task Query_OfAnyShape_ReturnsTheSameOnBothEngines(string table, string body)
    {
        var expected = await PostAsync(Tables, $"/api/v1/{table}/query", body, expectSearch: true);
        var page = await PostAsync(Api, $"/api/v1/{table}/query", body, expectSearch: true);
        Assert.NotEmpty(UuidsOf(expected));
        Assert.Equal(UuidsOf(expected), UuidsOf(page));
        Assert.Equal(expected.GetProperty("results").GetRawText(), page.GetProperty("results").GetRawText());

        var count = await PostAsync(Tables, $"/api/v1/{table}/query/count", body, expectSearch: true);
        Assert.Equal(count.GetRawText(), (await PostAsync(Api, $"/api/v1/{table}/query/count", body, expectSearch: true)).GetRawText());
        Assert.True(count.GetProperty("count").GetInt64() >= UuidsOf(page).Count());
    }

    [Fact]
    public async Task Query_ThatParametersCanSay_IsTheSameListAndCount()
    {
        const string Body =
            """{"where":{"keyword_match":{"must":{"seniority":["vp"]}},"range_query":{"must":{"company_employees_count":"""
            + """{"gte":100}}}},"limit":5}""";
        var listed = await Tables.GetAsync("/api/v1/contacts/?seniority=vp&employees_min=100&limit=5");
        var page = await PostAsync(Api, Contacts, Body, expectSearch: true);
        Assert.Equal(listed.GetProperty("results").GetRawText(), page.GetProperty("results").GetRawText());
        Assert.Equal(
            listed.GetProperty("meta").EnumerateObject().Select(member => member.Name),
            page.GetProperty("meta").EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            (await Tables.GetAsync("/api/v1/contacts/count/?seniority=vp&employees_min=100")).GetRawText(),
            (await PostAsync(Api, $"{Contacts}/count", Body, expectSearch: true)).GetRawText());
    }

    [Fact]
    public async Task Pages_AlternatingBetweenEngines_ReturnEveryRowOnceAndCanGoBack()
    {
        const string Body =
            """{"where":{"exists":["seniority"]},"order_by":[{"order_by":"seniority"},"""
            + """{"order_by":"company_employees_count","order_direction":"desc"}],"limit":900}""";
        var seen = new List<string>();
        var link = Contacts;
        JsonElement page;
        for (var turn = 0; ; turn++)
        {
            page = await PostAsync(
                turn % 2 == 0 ? Api : Tables, new Uri(new Uri("http://any"), link).PathAndQuery, Body, expectSearch: true);
            seen.AddRange(UuidsOf(page));
            if (page.GetProperty("next").GetString() is not { } next)
            {
                break;
            }

            link = next;
        }

        var count = await PostAsync(Tables, $"{Contacts}/count", Body, expectSearch: true);
        Assert.Equal(count.GetProperty("count").GetInt32(), seen.Count);
        Assert.Equal(seen.Count, seen.Distinct().Count());
        var last = UuidsOf(page).Count();
        var back = await PostAsync(Api, new Uri(page.GetProperty("previous").GetString()!).PathAndQuery, Body, expectSearch: true);
        Assert.Equal(seen[(seen.Count - last - 900)..(seen.Count - last)], UuidsOf(back));
    }

    [Fact]
    public async Task Cursor_InTheBody_IsTheLinksOrTheRowsOwnValues()
    {
        const string Order =
            "\"where\":{\"range_query\":{\"must\":{\"company_employees_count\":{\"gte\":50}}}},"
            + "\"order_by\":[{\"order_by\":\"company_employees_count\"}],\"limit\":3";
        var first = await PostAsync(Api, Contacts, $"{{{Order}}}", expectSearch: true);
        var second = await PostAsync(Api, new Uri(first.GetProperty("next").GetString()!).PathAndQuery, $"{{{Order}}}", expectSearch: true);
        var cursor = new Uri(first.GetProperty("next").GetString()!).Query.Split("cursor=")[1];
        Assert.Equal(
            UuidsOf(second), UuidsOf(await PostAsync(Tables, Contacts, $"{{{Order},\"cursor\":\"{cursor}\"}}", expectSearch: true)));

        var last = first.GetProperty("results")[2];
        var values = $"[\"{last.GetProperty("employees").GetInt64()}\",\"{last.GetProperty("uuid").GetString()}\"]";
        Assert.Equal(UuidsOf(second), UuidsOf(await PostAsync(Api, Contacts, $"{{{Order},\"cursor\":{values}}}", expectSearch: true)));

        // The cursor of a link takes precedence over the cursor of the body.
        var third = await PostAsync(
            Api, new Uri(second.GetProperty("next").GetString()!).PathAndQuery, $"{{{Order},\"cursor\":\"{cursor}\"}}", expectSearch: true);
        Assert.Equal(UuidsOf(second).Count(), UuidsOf(third).Except(UuidsOf(second)).Count());
        var faults = await FaultsOfAsync(await PostAsync(Api, $"{Contacts}?cursor={cursor}", "{\"limit\":3}"));
        Assert.Contains("another order", faults["cursor"], StringComparison.Ordinal);
        faults = await FaultsOfAsync(
            await PostAsync(Api, Contacts, $"{{{Order.Replace("50", "51", StringComparison.Ordinal)},\"cursor\":\"{cursor}\"}}"));
        Assert.Contains("other filters", faults["$.cursor"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("contacts")]
    [InlineData("companies")]
    public async Task Page_InTheBody_IsThatOfTheListWithLinksThatTakeTheSameBody(string table)
    {
        foreach (var api in new[] { Api, Tables })
        {
            const string Body = """{"limit":4,"page":3,"total":true}""";
            var page = await PostAsync(api, $"/api/v1/{table}/query", Body, expectSearch: true);
            var listed = await api.GetAsync($"/api/v1/{table}/?limit=4&page=3&total=true");
            Assert.Equal(listed.GetProperty("results").GetRawText(), page.GetProperty("results").GetRawText());
            Assert.Equal(
                listed.GetProperty("meta").GetProperty("total").GetRawText(), page.GetProperty("meta").GetProperty("total").GetRawText());
            Assert.Equal("limit-offset", page.GetProperty("meta").GetProperty("strategy").GetString());
            foreach (var (link, offset) in new[] { ("next", 12), ("previous", 4) })
            {
                var address = new Uri(page.GetProperty(link).GetString()!).PathAndQuery;
                Assert.EndsWith($"?offset={offset}", address, StringComparison.Ordinal);
                Assert.Equal(
                    UuidsOf(await api.GetAsync($"/api/v1/{table}/?limit=4&offset={offset}")),
                    UuidsOf(await PostAsync(api, address, Body, expectSearch: true)));
            }
        }

        var faults = await FaultsOfAsync(await PostAsync(Api, $"/api/v1/{table}/query?offset=10001", "{}"));
        Assert.Contains("cursor", faults["offset"], StringComparison.Ordinal);
        Assert.Equal(["cursor"], (await FaultsOfAsync(await PostAsync(Api, $"/api/v1/{table}/query?offset=1&cursor=x", "{}"))).Keys);
    }

    [Fact]
    public async Task Query_WithFaults_NamesAllOfThemByTheirPaths()
    {
        var faults = await FaultsOfAsync(await PostAsync(Api, $"{Contacts}?limit=5", """
            {"where":{"keyword_mach":{},"keyword_match":{"must":{"senority":["vp"]}},
                      "text_matches":{"must":[{"filter_key":"title","text_value":"x","search_type":"shuffle","boost":2},
                                              {"filter_key":"title","search_type":"exact"}]},
                      "range_query":{"must":{"company_employees_count":{"gte":"many"}}},
                      "any_of":[{"exist":["email"]}]},
             "order_by":[{"order_by":"title"},{"order_direction":"up"}],
             "limit":10001,"page":10002,"select_columns":["uuid"],"point_in_time":true,"limits":3}
            """));
        Assert.Equal(
            [
                "$.limit", "$.limits", "$.order_by[0].order_by", "$.order_by[1].order_by", "$.order_by[1].order_direction", "$.page",
                "$.point_in_time",
                "$.select_columns", "$.where.any_of[0].exist", "$.where.keyword_mach", "$.where.keyword_match.must.senority",
                "$.where.range_query.must.company_employees_count.gte", "$.where.text_matches.must[0].boost",
                "$.where.text_matches.must[1].text_value", "limit",
            ], faults.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("did you mean \"keyword_match\"", faults["$.where.keyword_mach"], StringComparison.Ordinal);
        Assert.Contains("use a cursor", faults["$.page"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "$")]
    [InlineData("[]", "$")]
    [InlineData("{\"where\":", "$")]
    [InlineData("""{"limit":0}""", "$.limit")]
    [InlineData("""{"limit":2.5}""", "$.limit")]
    [InlineData("""{"page":0}""", "$.page")]
    [InlineData("""{"page":-1}""", "$.page")]
    [InlineData("""{"page":402}""", "$.page")]
    [InlineData("""{"page":2,"cursor":["1700000000000","x"]}""", "$.cursor")]
    [InlineData("""{"page":1,"cursor":["1700000000000","x"]}""", "$.cursor")]
    [InlineData("""{"total":"yes"}""", "$.total")]
    [InlineData("""{"limit":5,"limit":6}""", "$.limit")]
    [InlineData("""{"where":{"any_of":[]}}""", "$.where.any_of")]
    [InlineData(
        """{"where":{"any_of":[{"any_of":[{"any_of":[{"any_of":[{"any_of":[{"any_of":[{}]}]}]}]}]}]}}""",
        "$.where.any_of[0].any_of[0].any_of[0].any_of[0].any_of[0].any_of")]
    [InlineData("""{"cursor":["a"]}""", "$.cursor")]
    [InlineData("""{"cursor":["99999999999999999","x"]}""", "$.cursor")]
    [InlineData("""{"cursor":"nonsense"}""", "$.cursor")]
    [InlineData("""{"cursor":5}""", "$.cursor")]
    [InlineData("""{"where":{"text_matches":{"must":[{"filter_key":"title","text_value":"\ud800","search_type":"exact"}]}}}""", "$")]
    public async Task Query_ThatIsInvalid_IsRejectedWithItsPath(string body, string path)
    {
        Assert.Contains(path, (await FaultsOfAsync(await PostAsync(Api, Contacts, body))).Keys);
        Assert.Contains(path, (await FaultsOfAsync(await PostAsync(Tables, $"{Contacts}/count", body))).Keys);
    }

    [Fact]
    public async Task Query_ThatMustBeFresh_IsServedByPostgresWithTheReason()
    {
        using var response = await PostAsync(Api, $"{Contacts}?consistency=fresh", "{\"limit\":1}");
        Assert.Equal("fresh", response.Headers.GetValues("X-VQL-Fallback").Single());
        using var text = await Api.Client.PostAsync(Contacts, new StringContent("{}"), Token);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, text.StatusCode);
    }
}
