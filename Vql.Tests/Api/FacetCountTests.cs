using System.Text.Json;
using Vql.Core.Filters;
using Vql.Core.Language;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>Facet counts with filters, on both paths.</summary>
public sealed class FacetCountTests(NodeBothPaths paths) : BothPathsTests(paths)
{
    [Theory]
    [InlineData("contacts/facets/?facets=seniority,country")]
    [InlineData("contacts/facets/?facets=seniority&facets=departments,department,industries&title=engineer&facet_size=100")]
    [InlineData("contacts/facets/?facets=seniority,country,email_status&seniority=vp,director&email_status=verified")]
    [InlineData(
        "contacts/facets/?facets=keywords,technologies&keywords=cloud&keywords_and=ai,b2b&exclude_technologies=python&employees_min=10")]
    [InlineData("contacts/facets/?facets=company_country,city,email&contact_location=united kingdom&company_location=united states")]
    [InlineData("companies/facets/?facets=industry,country&employees_min=100&industries=software")]
    [InlineData("companies/facets/?facets=technologies,city,linkedin_url&facet_size=3")]
    public async Task Facets_UnderAnyFilters_AreTheSameOnBothEngines(string path)
    {
        Assert.Equal("vql", await Api.SourceOfAsync($"/api/v1/{path}"));
        var counted = await Api.GetAsync($"/api/v1/{path}");
        Assert.Equal((await Tables.GetAsync($"/api/v1/{path}")).GetRawText(), counted.GetRawText());
        Assert.Contains(counted.GetProperty("facets").EnumerateObject(), facet => facet.Value.GetArrayLength() > 0);
    }

    [Fact]
    public async Task EveryFacet_OfTheRecordedIndices_IsTheSameOnBothEngines()
    {
        var recorded = await RecordedIndex.DefinitionsAsync(Token);
        foreach (var (table, filters) in new[] { ("contacts", FilterTable.Contacts), ("companies", FilterTable.Companies) })
        {
            var mapped = recorded[filters.Fields.Index]!["mappings"]!["properties"]!.AsObject();
            foreach (var names in filters.Facets.Where(
                facet => mapped.ContainsKey(facet.Fields[0])).Select(facet => facet.Name).Chunk(VqlFacet.MaxFacets))
            {
                var path = $"/api/v1/{table}/facets/?facets={string.Join(',', names)}";
                var counted = await Api.GetAsync(path);
                Assert.Equal((await Tables.GetAsync(path)).GetRawText(), counted.GetRawText());
                Assert.Equal(names, counted.GetProperty("facets").EnumerateObject().Select(facet => facet.Name));
            }
        }
    }

    [Fact]
    public async Task Facet_IgnoresItsOwnFilterAndHonoursTheOthers()
    {
        const string Others = "title=engineer&employees_min=50";
        var own = (
            await Api.GetAsync(
                $"/api/v1/contacts/facets/?facets=seniority,country&{Others}&seniority=vp&exclude_seniorities=cxo")).GetProperty("facets");
        var without = (await Api.GetAsync($"/api/v1/contacts/facets/?facets=seniority&{Others}")).GetProperty("facets");
        Assert.Equal(without.GetProperty("seniority").GetRawText(), own.GetProperty("seniority").GetRawText());
        Assert.True(own.GetProperty("seniority").GetArrayLength() > 1);
        foreach (var (facet, filters) in new[] { ("seniority", Others), ("country", $"{Others}&seniority=vp&exclude_seniorities=cxo") })
        {
            foreach (var value in own.GetProperty(facet).EnumerateArray().Where(
                value => !value.GetProperty("value").GetString()!.Contains(',', StringComparison.Ordinal)))
            {
                var name = value.GetProperty("value").GetString()!;
                var count = await Tables.GetAsync($"/api/v1/contacts/count/?{filters}&{facet}={Uri.EscapeDataString(name)}");
                Assert.Equal(count.GetProperty("count").GetInt64(), value.GetProperty("count").GetInt64());
            }
        }
    }

    [Fact]
    public async Task Facets_WithWrongParameters_AreAllRejectedAtOnce()
    {
        var faults = await FaultsOfAsync(
            await Api.Client.GetAsync(
                "/api/v1/contacts/facets/?facets=senority,title&facet_size=101&limit=3&contry=x&employees_min=x", Token));
        Assert.Equal(["contry", "employees_min", "facet_size", "facets", "limit"], faults.Keys.Order());
        Assert.Contains("did you mean \"seniority\"", faults["facets"], StringComparison.Ordinal);
        Assert.Contains(
            "is required", (await FaultsOfAsync(await Tables.Client.GetAsync("/api/v1/companies/facets/", Token)))["facets"],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Facets_WithTheGoService_AreServedByPostgres()
    {
        await using var api = await RunningApi.StartAsync(Rows.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_GO_SERVICE=true");
        Assert.Equal("unsupported", await api.SourceOfAsync("/api/v1/contacts/facets/?facets=seniority"));
    }
}
