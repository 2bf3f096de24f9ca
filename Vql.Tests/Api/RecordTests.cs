using System.Net;
using System.Text.Json;
using Vql.Tests.Connectra;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>Single records, uuids, a company's contacts and lists of values, by the search and by PostgreSQL alone.</summary>
public sealed class RecordTests(RecordedRows rows, NodeRecordedService search) : IClassFixture<RecordedRows>, IClassFixture<NodeRecordedService>, IAsyncLifetime
{
    private RunningApi _api = null!;
    private RunningApi _tables = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await search.Loaded;
        _api = await RunningApi.StartAsync(
            rows.ConnectionString, search.Client.BaseAddress!.ToString(), "--CONNECTRA_API_KEY=golden", "--VQL_HEDGE_PERCENT=0", "--VQL_SINGLE_RECORD_RETRIEVAL=true", "--VQL_COMPANY_CONTACTS=true");
        _tables = await RunningApi.StartAsync(rows.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_ENABLED=false");
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _tables.DisposeAsync();
    }

    [Fact]
    public async Task Record_OfBothEntities_IsTheSameFromBothEngines()
    {
        var contact = (await _tables.GetAsync("/api/v1/contacts/?limit=1&employees_min=1")).GetProperty("results")[0];
        var company = (await _tables.GetAsync("/api/v1/companies/?limit=1")).GetProperty("results")[0];
        foreach (var (path, members) in new[] { ($"contacts/{UuidOf(contact)}/", 44), ($"companies/{UuidOf(company)}/", 17) })
        {
            Assert.Equal("vql", await _api.SourceOfAsync($"/api/v1/{path}"));
            Assert.Equal("disabled", await _tables.SourceOfAsync($"/api/v1/{path}"));
            var found = await _api.GetAsync($"/api/v1/{path}");
            Assert.Equal(found.GetRawText(), (await _tables.GetAsync($"/api/v1/{path}")).GetRawText());
            Assert.Equal(members, found.GetPropertyCount());
        }
    }

    [Theory]
    [InlineData("contacts/nobody/")]
    [InlineData("companies/nobody/")]
    [InlineData("companies/company/")]
    [InlineData("companies/company/nobody/contacts/")]
    [InlineData("companies/company/nobody/contacts/count/")]
    [InlineData("companies/company/nobody/contacts/title/")]
    public async Task Record_ThatIsNotThere_IsNotFound(string path)
    {
        foreach (var api in new[] { _api, _tables })
        {
            using var response = await api.Client.GetAsync($"/api/v1/{path}", Token);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        }
    }

    [Theory]
    [InlineData("contacts/count/uuids/?seniority=vp&limit=150", "vql")]
    [InlineData("contacts/count/uuids/?seniority=vp", "unsupported")]
    [InlineData("companies/count/uuids/?limit=7", "vql")]
    [InlineData("companies/count/uuids/?limit=7&offset=3", "unsupported")]
    public async Task Uuids_UnderFilters_AreThoseOfTheListInItsOrder(string path, string source)
    {
        Assert.Equal(source, await _api.SourceOfAsync($"/api/v1/{path}"));
        var answer = await _api.GetAsync($"/api/v1/{path}");
        Assert.Equal(answer.GetRawText(), (await _tables.GetAsync($"/api/v1/{path}")).GetRawText());
        Assert.Equal(answer.GetProperty("count").GetInt32(), answer.GetProperty("uuids").GetArrayLength());
        Assert.NotEqual(0, answer.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task CompanyContacts_WithAndWithoutFilters_AreTheCompanysAlone()
    {
        var company = await CompanyOfAsync((await _tables.GetAsync("/api/v1/contacts/?limit=1&employees_min=1")).GetProperty("results")[0]);
        var prefix = $"/api/v1/companies/company/{company}/contacts/";
        Assert.Equal("vql", await _api.SourceOfAsync(prefix));
        foreach (var path in new[] { "count/", "count/uuids/", "count/?seniority=vp", "title/?distinct=true", "department/?counts=true" })
        {
            Assert.Equal((await _tables.GetAsync(prefix + path)).GetRawText(), (await _api.GetAsync(prefix + path)).GetRawText());
        }

        var page = (await _api.GetAsync(prefix)).GetProperty("results");
        Assert.Equal((await _api.GetAsync(prefix + "count/")).GetProperty("count").GetInt32(), page.GetArrayLength());
        foreach (var contact in page.EnumerateArray())
        {
            Assert.Equal(company, await CompanyOfAsync(contact));
        }
    }

    [Theory]
    [InlineData("contacts/title/?distinct=true&search=engineer&limit=5")]
    [InlineData("contacts/seniority/?distinct=true&ordering=-value")]
    [InlineData("contacts/department/?counts=true&distinct=true&title=engineer")]
    [InlineData("contacts/company_address/?distinct=true&limit=3&offset=2")]
    [InlineData("contacts/contact_address/?limit=3")]
    [InlineData("contacts/company/?limit=3&ordering=name")]
    [InlineData("contacts/company/domain/?distinct=true&limit=3")]
    [InlineData("contacts/industry/?limit=3")]
    [InlineData("contacts/keywords/?limit=3")]
    [InlineData("contacts/technologies/?limit=3")]
    public async Task Values_OfContacts_AreAPageOfTexts(string path)
    {
        var page = await _tables.GetAsync($"/api/v1/{path}");
        var values = page.GetProperty("results").EnumerateArray().Select(value => value.GetString()!).ToList();
        Assert.NotEmpty(values);
        Assert.DoesNotContain(values, string.IsNullOrWhiteSpace);
        Assert.Equal(path.Contains('-', StringComparison.Ordinal) ? values.OrderDescending(StringComparer.Ordinal) : values.Order(StringComparer.Ordinal), values);
        if (path.Contains("offset", StringComparison.Ordinal))
        {
            Assert.Contains("offset=5", page.GetProperty("next").GetString(), StringComparison.Ordinal);
            Assert.Contains("offset=0", page.GetProperty("previous").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("name")]
    [InlineData("industry")]
    [InlineData("keywords")]
    [InlineData("technologies")]
    [InlineData("address")]
    [InlineData("city")]
    [InlineData("state")]
    [InlineData("country")]
    public async Task Values_OfCompanies_AreThoseOfTheRowsThatTheFiltersLeave(string list)
    {
        var values = await _tables.GetAsync($"/api/v1/companies/{list}/?distinct=true&counts=true&employees_min=100");
        Assert.NotEqual(0, values.GetArrayLength());
        var first = values[0];
        if (list is "city" or "country")
        {
            var counted = await _api.GetAsync($"/api/v1/companies/count/?{list}={Uri.EscapeDataString(first.GetProperty("value").GetString()!)}&employees_min=100");
            Assert.Equal(counted.GetProperty("count").GetInt64(), first.GetProperty("count").GetInt64());
        }
    }

    [Fact]
    public async Task Values_WithWrongParameters_AreRefusedAllAtOnce()
    {
        using var response = await _tables.Client.GetAsync("/api/v1/companies/city/?limit=0&offset=x&ordering=size&contry=x", Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(["contry", "limit", "offset", "ordering"], problem.RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
    }

    private static string UuidOf(JsonElement row) => row.GetProperty("uuid").GetString()!;

    private async Task<string> CompanyOfAsync(JsonElement contact) =>
        (await _tables.GetAsync($"/api/v1/contacts/{UuidOf(contact)}/")).GetProperty("company_detail").GetProperty("uuid").GetString()!;
}
