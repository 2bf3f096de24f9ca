using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Vql.Tests.Api;

/// <summary>Lists and counts by filters in the request body, on both paths.</summary>
public sealed class FilterBodyTests(NodeBothPaths paths) : BothPathsTests(paths)
{
    private const string Contacts = "/api/v1/contacts/search";

    [Theory]
    [InlineData("contacts", "{}", "")]
    [InlineData(
        "contacts",
        """{"title":"engineer","seniority":["vp","director"],"employees_min":50,"limit":7,"ordering":"-employees,seniority","""
        + "\"total\":true}",
        "title=engineer&seniority=vp,director&employees_min=50&limit=7&ordering=-employees,seniority&total=true")]
    [InlineData(
        "contacts", """{"title":["engineer","sales"],"title.match":"words","title.fuzzy":false,"offset":3,"limit":4,"city":null}""",
        "title=engineer,sales&title.match=words&title.fuzzy=false&offset=3&limit=4")]
    [InlineData(
        "contacts", """{"normalize_title_column":true,"title":"engineer software","select":["uuid","email"],"expand":"company"}""",
        "normalize_title_column=true&title=engineer software&select=uuid,email&expand=company")]
    [InlineData(
        "contacts", """{"created_at_after":"2020-01-01","view":"simple","exclude_seniorities":["vp"],"page":2,"page_size":5}""",
        "created_at_after=2020-01-01&view=simple&exclude_seniorities=vp&page=2&page_size=5")]
    [InlineData(
        "companies", """{"industries":["software"],"employees_min":"100","ordering":["-employees","city"],"select":["uuid","name"]}""",
        "industries=software&employees_min=100&ordering=-employees,city&select=uuid,name")]
    public async Task Filters_InABody_ReturnTheListAndCountOfTheirParameters(string table, string body, string query)
    {
        var listed = await Tables.GetAsync($"/api/v1/{table}/?{query}");
        var isForVql = !query.Contains("normalize", StringComparison.Ordinal);
        foreach (var api in new[] { Api, Tables })
        {
            var page = await PostAsync(api, $"/api/v1/{table}/search", body, expectSearch: isForVql);
            Assert.Equal(listed.GetProperty("results").GetRawText(), page.GetProperty("results").GetRawText());
            Assert.Equal(MetaOf(listed), MetaOf(page));
            var count = await PostAsync(api, $"/api/v1/{table}/search/count", body, expectSearch: isForVql);
            var filters = string.Join('&', query.Split('&').Where(IsFilter));
            Assert.Equal((await Tables.GetAsync($"/api/v1/{table}/count/?{filters}")).GetRawText(), count.GetRawText());
        }

        static bool IsFilter(string parameter) => parameter.Split('=')[0]
            is not ("limit" or "ordering" or "total" or "offset" or "page" or "page_size" or "select" or "expand" or "view");
    }

    [Fact]
    public async Task WholeValues_ByThousands_AreAccepted()
    {
        var emails = await EmailsAsync(3);
        string[] many = [.. Enumerable.Range(0, 9_997).Select(number => $"nobody{number}@example.com"), .. emails];
        var expected = await Tables.GetAsync($"/api/v1/contacts/count/?email={string.Join(',', emails.Select(Uri.EscapeDataString))}");
        Assert.NotEqual(0, expected.GetProperty("count").GetInt64());
        foreach (var api in new[] { Api, Tables })
        {
            var count = await PostAsync(
                api, $"{Contacts}/count", JsonSerializer.Serialize(new { email = many }), expectSearch: true);
            Assert.Equal(expected.GetRawText(), count.GetRawText());
        }

        var faults = await FaultsOfAsync(
            await PostAsync(Api, Contacts, JsonSerializer.Serialize(new { email = many.Append("one@example.com"), title = many[..201] })));
        Assert.Equal("contains 10001 values; the maximum is 10000", faults["$.email"]);
        Assert.Equal("contains 201 values; the maximum is 200", faults["$.title"]);
    }

    [Fact]
    public async Task Domains_ByThousands_AreAcceptedForBothEntities()
    {
        string[] many = [.. Enumerable.Range(0, 5_000).Select(number => $"nowhere{number}.example")];
        foreach (var table in new[] { "contacts", "companies" })
        {
            var all = (await Tables.GetAsync($"/api/v1/{table}/count/")).GetProperty("count").GetInt64();
            foreach (var api in new[] { Api, Tables })
            {
                Assert.Equal(0, await CountAsync(api, table, new { include_domain_list = many }));
                Assert.Equal(all, await CountAsync(api, table, new { exclude_domain_list = many }));
            }
        }
    }

    [Fact]
    public async Task Elements_OfAnArray_AreWholeValuesWithTheirCommas()
    {
        const string Value = "engineer, software";
        var whole = await Tables.GetAsync($"/api/v1/contacts/count/?title={Uri.EscapeDataString($"[\"{Value}\"]")}");
        var split = await Tables.GetAsync($"/api/v1/contacts/count/?title={Uri.EscapeDataString(Value)}");
        Assert.NotEqual(whole.GetRawText(), split.GetRawText());
        Assert.Equal(whole.GetProperty("count").GetInt64(), await CountAsync(Api, "contacts", new { title = new[] { Value } }));
        Assert.Equal(split.GetProperty("count").GetInt64(), await CountAsync(Api, "contacts", new { title = Value }));
    }

    [Fact]
    public async Task Links_WithTheSameBody_WalkTheListOnBothEngines()
    {
        const string Body = """{"seniority":["vp","director","senior"],"ordering":"seniority","limit":100}""";
        var seen = new List<string>();
        var link = Contacts;
        for (var turn = 0; ; turn++)
        {
            var page = await PostAsync(turn % 2 == 0 ? Api : Tables, link, Body, expectSearch: true);
            seen.AddRange(UuidsOf(page));
            if (page.GetProperty("next").GetString() is not { } next)
            {
                break;
            }

            link = new Uri(next).PathAndQuery;
            Assert.StartsWith($"{Contacts}?cursor=", link, StringComparison.Ordinal);
        }

        Assert.True(seen.Count > 100);
        Assert.Equal(seen.Count, seen.Distinct().Count());
        var count = await PostAsync(Tables, $"{Contacts}/count", Body, expectSearch: false);
        Assert.Equal(count.GetProperty("count").GetInt32(), seen.Count);
    }

    [Fact]
    public async Task Body_WithFaults_NamesAllOfThemByTheirPaths()
    {
        var faults = await FaultsOfAsync(await PostAsync(Api, $"{Contacts}?limit=5&cursor=nonsense", """
            {"titel":["a"],"employees_min":[5],"employees_max":"many","search":{"text":"x"},"seniority":[],"city":["berlin",{},""],
             "limit":0,"total":"perhaps","ordering":"titl","select":["uid"],"consistency":"fresh","limit":5,"status":"new",
             "created_at_after":true,"title.match":"like"}
            """));
        Assert.Equal(
            [
                "$.city[1]", "$.city[2]", "$.consistency", "$.created_at_after", "$.employees_max", "$.employees_min", "$.limit",
                "$.ordering", "$.search", "$.select", "$.seniority", "$.status", "$.titel", "$.title.match", "$.total", "cursor", "limit",
            ], faults.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("did you mean \"title\"", faults["$.titel"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"title\":")]
    [InlineData("""{"title":"\ud800"}""")]
    public async Task Body_ThatIsNoObject_IsRejected(string body) =>
        Assert.Equal(["$"], (await FaultsOfAsync(await PostAsync(Api, Contacts, body))).Keys);

    [Fact]
    public async Task Get_WithTooManyValues_NamesTheRouteThatAcceptsThem()
    {
        foreach (var (count, parameter) in new[] { (201, "include_domain_list"), (2_000, "exclude_domain_list") })
        {
            var values = string.Join(',', Enumerable.Range(0, count).Select(number => $"nowhere{number}.example"));
            var faults = await FaultsOfAsync(await GetAsync($"/api/v1/contacts/?{parameter}={values}"));
            Assert.Equal(
                $"contains {count} values; the maximum is 200. POST /api/v1/contacts/search accepts up to 10000 in its body",
                faults[parameter]);
        }

        var titles = string.Join(',', Enumerable.Range(0, 201));
        var texts = await FaultsOfAsync(await GetAsync($"/api/v1/contacts/?title={titles}"));
        Assert.Equal("contains 201 values; the maximum is 200", texts["title"]);
    }

    [Fact]
    public async Task Url_ThatIsTooLong_IsAProblemThatNamesTheAlternative()
    {
        using var response = await GetAsync($"/api/v1/contacts/?title={new string('x', 65_536)}");
        Assert.Equal(HttpStatusCode.RequestUriTooLong, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Contains("/search", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> GetAsync(string path) => Api.Client.GetAsync(new Uri(path, UriKind.Relative), Token);

    // Without the source and the time.
    private static string MetaOf(JsonElement page) => page.GetProperty("meta").GetRawText().Split("\"source\"")[0];

    private async Task<string[]> EmailsAsync(int count) =>
    [
        .. (await Tables.GetAsync("/api/v1/contacts/?select=email&limit=200")).GetProperty("results").EnumerateArray()
            .Select(row => row.GetProperty("email").GetString()).OfType<string>().Distinct().Take(count),
    ];

    private async Task<long> CountAsync(RunningApi api, string table, object filters) =>
        (await PostAsync(api, $"/api/v1/{table}/search/count", JsonSerializer.Serialize(filters), expectSearch: true))
            .GetProperty("count").GetInt64();
}
