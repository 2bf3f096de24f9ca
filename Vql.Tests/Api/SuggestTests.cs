using System.Text.Json;
using Vql.Core.Filters;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>Suggestions while a user types, on both paths.</summary>
public sealed class SuggestTests(NodeBothPaths paths) : BothPathsTests(paths)
{
    private readonly NodeBothPaths _paths = paths;

    [Theory]
    [InlineData("contacts/suggest?field=title&q=vice pr", "Vice President, Sales")]
    [InlineData("contacts/suggest?field=title&q=pres vice&seniority=vp", "Vice President, Sales")]
    [InlineData("contacts/suggest?field=title&q=softwear eng", "Software Engineer")]
    [InlineData("contacts/suggest?field=title&q=ingenieur", "Ingénieur Logiciel")]
    [InlineData("contacts/suggest?field=title&q=.net", ".NET Developer")]
    [InlineData("contacts/suggest?field=country&q=mexico", "méxico")]
    [InlineData("contacts/suggest?field=country&q=kingd&title=engineer&limit=3", "united kingdom")]
    [InlineData("contacts/suggest?field=department&q=oper", "operations")]
    [InlineData("companies/suggest?field=name&q=anki", "Anki")]
    [InlineData("companies/suggest?field=industries&q=softwar&employees_min=10", "software")]
    public async Task Values_OfATypedText_AreTheExpectedOnesOnBothPaths(string path, string first)
    {
        var answer = await _paths.GetAsync(path);
        var suggestions = answer.GetProperty("suggestions").EnumerateArray().ToList();
        Assert.Equal(first, suggestions[0].GetProperty("value").GetString());
        Assert.All(suggestions, suggestion => Assert.True(suggestion.GetProperty("count").GetInt64() > 0));
    }

    [Theory]
    [InlineData("contacts/suggest?field=title&q=vice pr", "VP of Engineering")]
    [InlineData("contacts/suggest?field=title&q=cfo", "CTO")]
    [InlineData("contacts/suggest?field=title&q=gineer", "Software Engineer")]
    [InlineData("contacts/suggest?field=title&q=software eng&seniority=nobody", "Software Engineer")]
    [InlineData("contacts/suggest?field=seniority&q=v", "director")]
    public async Task OtherValues_OfATypedText_AreNotSuggested(string path, string other)
    {
        var answer = await _paths.GetAsync(path);
        Assert.DoesNotContain(
            other, answer.GetProperty("suggestions").EnumerateArray().Select(suggestion => suggestion.GetProperty("value").GetString()));
    }

    [Fact]
    public async Task Counts_AreThoseOfTheOtherFilters()
    {
        var suggestions = (await _paths.GetAsync("contacts/suggest?field=seniority&q=v&country=germany&seniority=intern"))
            .GetProperty("suggestions");
        var vp = Assert.Single(suggestions.EnumerateArray());
        Assert.Equal("vp", vp.GetProperty("value").GetString());
        Assert.Equal(await _paths.CountAsync("contacts/count/?seniority=vp&country=germany"), vp.GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task EveryField_HasTheSameSuggestionsOnBothPaths()
    {
        foreach (var (table, filters) in new[] { ("contacts", FilterTable.Contacts), ("companies", FilterTable.Companies) })
        {
            foreach (var field in filters.Suggested)
            {
                await _paths.GetAsync($"{table}/suggest?field={field.Name}&q=s&limit=50");
                await _paths.GetAsync($"{table}/suggest?field={field.Name}&q=engeneering&limit=50");
            }
        }
    }

    [Theory]
    [InlineData("companies/suggest?q=trellis bio", "Trellis Bioscience")]
    [InlineData("companies/suggest?q=bioscience trel", "Trellis Bioscience")]
    [InlineData("companies/suggest?q=couchbse", "Couchbase")]
    [InlineData("companies/suggest?q=www.couchba", "Couchbase")]
    [InlineData("companies/suggest?q=couchbase&limit=1", "Couchbase")]
    public async Task Companies_OfATypedText_AreFoundByNameOrDomain(string path, string name)
    {
        var answer = await _paths.GetAsync(path);
        var companies = answer.GetProperty("suggestions").EnumerateArray().ToList();
        Assert.Contains(companies, company => company.GetProperty("name").GetString() == name);
        Assert.All(companies, company => Assert.Equal(
            ["uuid", "name", "domain", "website"], company.EnumerateObject().Select(member => member.Name)));
    }

    [Fact]
    public async Task Companies_ThatDoNotMatchTheFilters_AreNotSuggested() => Assert.Equal(
        0, (await _paths.GetAsync("companies/suggest?q=couchbase&country=nowhere")).GetProperty("suggestions").GetArrayLength());

    [Fact]
    public async Task WrongParameters_AreAllRejectedAtOnce()
    {
        var faults = await _paths.FaultsAsync("contacts/suggest?field=titel&q=%26&limit=51&contry=x&employees_min=x");
        Assert.Equal(["contry", "employees_min", "field", "limit", "q"], faults.Keys.Order());
        Assert.Contains("did you mean \"title\"", faults["field"], StringComparison.Ordinal);
        faults = await _paths.FaultsAsync("contacts/suggest");
        Assert.Equal(["field", "q"], faults.Keys.Order());
        Assert.Equal(["q"], (await _paths.FaultsAsync("companies/suggest?field=name&limit=5")).Keys);
        Assert.Equal(["limit", "q"], (await _paths.FaultsAsync("companies/suggest?limit=0")).Keys.Order());
    }

    [Fact]
    public async Task Suggestions_WithTheGoService_AreServedByPostgres()
    {
        await using var api = await RunningApi.StartAsync(Rows.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_GO_SERVICE=true");
        Assert.Equal("unsupported", await api.SourceOfAsync("/api/v1/contacts/suggest?field=title&q=vice"));
        Assert.Equal("unsupported", await api.SourceOfAsync("/api/v1/contacts/seniority/"));
    }

    [Theory]
    [InlineData("contacts/?country=germny", "germany")]
    [InlineData("contacts/?title=softw", "Software Engineer")]
    [InlineData("contacts/?company_country=Untied Stats&employees_min=10", "united states")]
    [InlineData("contacts/?title=chief wizardess officer", "Chief Technology Officer")]
    [InlineData("contacts/count/?seniority=vpp&country=germany", "vp")]
    [InlineData("companies/?name=Couchbas&name.fuzzy=false", "Couchbase")]
    public async Task ListWithoutRows_SuggestsValuesThatFindSome(string path, string expected)
    {
        var suggestions = await SuggestionsOfAsync(Api, path);
        Assert.Equal(await SuggestionsOfAsync(Tables, path), suggestions);
        Assert.Contains($"\"{expected}\"", suggestions, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CountWithFiltersInTheBody_SuggestsValuesWithTheirCounts()
    {
        const string Body = """{"country":["germny"],"seniority":"vp"}""";
        var answer = await PostAsync(Api, "/api/v1/contacts/search/count", Body, expectSearch: true);
        var read = await PostAsync(Tables, "/api/v1/contacts/search/count", Body, expectSearch: false);
        Assert.Equal(read.GetRawText(), answer.GetRawText());
        var suggestion = answer.GetProperty("meta").GetProperty("suggestions")[0];
        Assert.Equal(("country", "germny"), (suggestion.GetProperty("parameter").GetString(), suggestion.GetProperty("value").GetString()));
        Assert.Equal(
            await _paths.CountAsync("contacts/count/?country=germany&seniority=vp"),
            suggestion.GetProperty("suggestions")[0].GetProperty("count").GetInt64());
    }

    [Theory]
    [InlineData("contacts/?country=germany")]
    [InlineData("contacts/?exclude_titles=engineer&email=nobody@nowhere.example")]
    [InlineData("contacts/?country=xqzwv")]
    [InlineData("contacts/?country=germny&offset=25")]
    public async Task List_WithRowsOrWithoutSimilarValues_HasNoSuggestions(string path)
    {
        foreach (var api in new[] { Api, Tables })
        {
            Assert.False((await api.GetAsync($"/api/v1/{path}")).GetProperty("meta").TryGetProperty("suggestions", out _));
        }
    }

    [Fact]
    public async Task ListWithoutRows_WithoutTimeForSuggestions_HasNone()
    {
        await using var api = await RunningApi.StartAsync(
            Rows.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_ENABLED=false", "--VQL_SUGGESTION_TIMEOUT=0");
        Assert.False((await api.GetAsync("/api/v1/contacts/?country=germny")).GetProperty("meta").TryGetProperty("suggestions", out _));
    }

    [Theory]
    [InlineData("contacts/seniority/?distinct=true&ordering=-value")]
    [InlineData("contacts/seniority/?limit=30&offset=100&title=engineer")]
    [InlineData("contacts/department/?counts=true&title=engineer")]
    [InlineData("contacts/industry/?counts=true&limit=50")]
    [InlineData("contacts/keywords/?search=CLOUD")]
    [InlineData("contacts/technologies/?limit=10&offset=5&counts=true")]
    [InlineData("companies/city/?counts=true&employees_min=10")]
    [InlineData("companies/country/?employees_min=10&distinct=true")]
    public Task ValueList_OfWholeValues_IsServedByTheSearch(string path) => AssertSameValuesAsync(path, "vql");

    [Theory]
    [InlineData("contacts/title/?distinct=true&limit=5")]
    [InlineData("contacts/contact_address/?limit=5")]
    [InlineData("contacts/industry/?separated=false&limit=5")]
    public Task ValueList_OfTexts_IsServedByPostgres(string path) => AssertSameValuesAsync(path, "unsupported");

    private async Task AssertSameValuesAsync(string path, string source)
    {
        Assert.Equal(source, await Api.SourceOfAsync($"/api/v1/{path}"));
        var values = ValuesOf(await Api.GetAsync($"/api/v1/{path}"));
        Assert.Equal(ValuesOf(await Tables.GetAsync($"/api/v1/{path}")), values);
        Assert.NotEqual("[]", values);
    }

    // Links contain the address of the API.
    private static string ValuesOf(JsonElement answer) => answer.ValueKind == JsonValueKind.Array
        ? answer.GetRawText()
        : $"{answer.GetProperty("results").GetRawText()}{(answer.TryGetProperty("counts", out var counts) ? counts.GetRawText() : "")}";

    private static async Task<string> SuggestionsOfAsync(RunningApi api, string path)
    {
        var answer = await api.GetAsync($"/api/v1/{path}");
        Assert.True(answer.GetProperty("meta").TryGetProperty("suggestions", out var suggestions), answer.GetRawText());
        return suggestions.GetRawText();
    }
}
