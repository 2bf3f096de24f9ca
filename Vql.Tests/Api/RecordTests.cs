using System.Net;
using System.Text.Json;
using Vql.Core.Fields;

namespace Vql.Tests.Api;

/// <summary>Single records, uuids, the contacts of a company and lists of values, on both paths.</summary>
public sealed class RecordTests(NodeBothPaths paths) : BothPathsTests(paths)
{
    [Fact]
    public async Task Record_OfBothEntities_IsTheSameFromBothEngines()
    {
        var contact = (await Tables.GetAsync("/api/v1/contacts/?limit=1&employees_min=1")).GetProperty("results")[0];
        var company = (await Tables.GetAsync("/api/v1/companies/?limit=1")).GetProperty("results")[0];
        foreach (var (path, members) in new[]
        {
            ($"contacts/{UuidOf(contact)}/", 44 + FieldCatalogue.Contacts.ListedFields.Count()),
            ($"companies/{UuidOf(company)}/", 17 + FieldCatalogue.Companies.ListedFields.Count()),
        })
        {
            Assert.Equal("vql", await Api.SourceOfAsync($"/api/v1/{path}"));
            Assert.Equal("disabled", await Tables.SourceOfAsync($"/api/v1/{path}"));
            var found = await Api.GetAsync($"/api/v1/{path}");
            Assert.Equal(found.GetRawText(), (await Tables.GetAsync($"/api/v1/{path}")).GetRawText());
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
    public async Task Record_ThatDoesNotExist_IsNotFound(string path)
    {
        foreach (var api in new[] { Api, Tables })
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
        Assert.Equal(source, await Api.SourceOfAsync($"/api/v1/{path}"));
        var answer = await Api.GetAsync($"/api/v1/{path}");
        Assert.Equal(answer.GetRawText(), (await Tables.GetAsync($"/api/v1/{path}")).GetRawText());
        Assert.Equal(answer.GetProperty("count").GetInt32(), answer.GetProperty("uuids").GetArrayLength());
        Assert.NotEqual(0, answer.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task CompanyContacts_WithAndWithoutFilters_AreTheCompanysAlone()
    {
        var company = await CompanyOfAsync((await Tables.GetAsync("/api/v1/contacts/?limit=1&employees_min=1")).GetProperty("results")[0]);
        var prefix = $"/api/v1/companies/company/{company}/contacts/";
        Assert.Equal("vql", await Api.SourceOfAsync(prefix));
        foreach (var path in new[] { "count/", "count/uuids/", "count/?seniority=vp", "title/?distinct=true", "department/?counts=true" })
        {
            Assert.Equal((await Tables.GetAsync(prefix + path)).GetRawText(), (await Api.GetAsync(prefix + path)).GetRawText());
        }

        var page = (await Api.GetAsync(prefix)).GetProperty("results");
        Assert.Equal((await Api.GetAsync(prefix + "count/")).GetProperty("count").GetInt32(), page.GetArrayLength());
        foreach (var contact in page.EnumerateArray())
        {
            Assert.Equal(company, await CompanyOfAsync(contact));
        }
    }

    [Theory]
    [InlineData("contacts/title/?distinct=true&search=engineer&limit=5")]
    [InlineData("contacts/seniority/?distinct=true&ordering=-value")]
    [InlineData("contacts/department/?counts=true&distinct=true&title=engineer")]
    [InlineData("contacts/title/?counts=true")]
    [InlineData("contacts/company_address/?distinct=true&limit=3&offset=2")]
    [InlineData("contacts/contact_address/?limit=3")]
    [InlineData("contacts/company/?limit=3&ordering=name")]
    [InlineData("contacts/company/domain/?distinct=true&limit=3")]
    [InlineData("contacts/industry/?limit=3")]
    [InlineData("contacts/keywords/?limit=3")]
    [InlineData("contacts/technologies/?limit=3")]
    public async Task Values_OfContacts_AreAPageOfTexts(string path)
    {
        var page = await Tables.GetAsync($"/api/v1/{path}");
        var values = page.GetProperty("results").EnumerateArray().Select(value => value.GetString()!).ToList();
        Assert.NotEmpty(values);
        Assert.DoesNotContain(values, string.IsNullOrWhiteSpace);
        Assert.Equal(
            path.Contains('-', StringComparison.Ordinal)
                ? values.OrderDescending(StringComparer.Ordinal)
                : values.Order(StringComparer.Ordinal),
            values);
        if (path.Contains("counts", StringComparison.Ordinal))
        {
            Assert.Equal(values, page.GetProperty("counts").EnumerateArray().Select(count => count.GetProperty("value").GetString()));
            Assert.Equal(values.Distinct(), values);
        }

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
    public async Task Values_OfCompanies_AreThoseOfTheFilteredRows(string list)
    {
        var values = await Tables.GetAsync($"/api/v1/companies/{list}/?distinct=true&counts=true&employees_min=100");
        Assert.NotEqual(0, values.GetArrayLength());
        var first = values[0];
        if (list is "city" or "country")
        {
            var counted = await Api.GetAsync(
                $"/api/v1/companies/count/?{list}={Uri.EscapeDataString(first.GetProperty("value").GetString()!)}&employees_min=100");
            Assert.Equal(counted.GetProperty("count").GetInt64(), first.GetProperty("count").GetInt64());
        }
    }

    [Fact]
    public async Task Values_WithWrongParameters_AreAllRejectedAtOnce()
    {
        using var response = await Tables.Client.GetAsync(
            "/api/v1/companies/city/?limit=0&offset=x&ordering=--value&contry=x&distinct=maybe&counts=some&separated=so", Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(
            ["contry", "counts", "distinct", "limit", "offset", "ordering", "separated"],
            problem.RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
    }

    private static string UuidOf(JsonElement row) => row.GetProperty("uuid").GetString()!;

    private async Task<string> CompanyOfAsync(JsonElement contact) =>
        (await Tables.GetAsync($"/api/v1/contacts/{UuidOf(contact)}/")).GetProperty("company_detail").GetProperty("uuid").GetString()!;
}
