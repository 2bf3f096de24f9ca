using System.Text.Json;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>Tests of the members of the rows in lists.</summary>
[Collection(BothPathsCollection.Name)]
public sealed class ShapeTests(NodeBothPaths api) : LoadedTests(() => api.Started)
{
    [Fact]
    public async Task View_Simple_IsTheShortFormOfTheSameContacts()
    {
        var full = Rows(await api.GetAsync("contacts/?limit=40&ordering=seniority"));
        var simple = Rows(await api.GetAsync("contacts/?limit=40&ordering=seniority&view=%20Simple"));
        var contacts = RecordedRows.Contacts.ToDictionary(row => row.Uuid);
        var companies = RecordedRows.Companies.ToDictionary(row => row.Uuid);
        Assert.Equal(
            ["uuid", "first_name", "last_name", "title", "location", "company_name", "person_linkedin_url", "company_domain"],
            simple[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(full.Count, simple.Count);
        Assert.All(full.Zip(simple), pair =>
        {
            foreach (var (member, own) in new[]
            {
                ("uuid", "uuid"), ("first_name", "first_name"), ("title", "title"), ("company", "company_name"),
                ("person_linkedin_url", "person_linkedin_url"),
            })
            {
                Assert.Equal(pair.First.GetProperty(member).GetString(), pair.Second.GetProperty(own).GetString());
            }

            var places = new[] { "city", "state", "country" }.Select(place => pair.First.GetProperty(place).GetString()).ToList();
            var location = pair.Second.GetProperty("location");
            Assert.Equal(places.TrueForAll(place => place is null), location.ValueKind == JsonValueKind.Null);
            if (location.ValueKind == JsonValueKind.Object)
            {
                Assert.Equal(places, location.EnumerateObject().Select(place => place.Value.GetString()));
            }

            var company = companies.GetValueOrDefault(contacts[pair.First.GetProperty("uuid").GetString()!].CompanyId ?? "");
            Assert.Equal(
                company?.NormalizedDomain is { Length: > 0 } domain ? domain : null, pair.Second.GetProperty("company_domain").GetString());
        });
        Assert.Contains(simple, row => row.GetProperty("company_domain").ValueKind == JsonValueKind.String);
    }

    [Fact]
    public async Task Expand_AddsTheCompanyToTheSameRows()
    {
        var full = Rows(await api.GetAsync("contacts/?limit=60"));
        var expanded = Rows(await api.GetAsync("contacts/?limit=60&expand=company"));
        Assert.All(full.Zip(expanded), pair =>
        {
            Assert.Equal(
                pair.First.EnumerateObject().Select(Raw).Append("company_detail"),
                pair.Second.EnumerateObject().Select(member => member.Name == "company_detail" ? member.Name : Raw(member)));
            var company = pair.Second.GetProperty("company_detail");
            Assert.Equal(
                pair.First.GetProperty("company").GetString(),
                company.ValueKind == JsonValueKind.Null ? null : company.GetProperty("name").GetString());
        });
        Assert.Contains(
            expanded,
            row => row.GetProperty("company_detail").ValueKind == JsonValueKind.Object && row.GetProperty("company_detail")
                .GetPropertyCount() == 13);
        var simple = Rows(await api.GetAsync("contacts/?limit=60&expand=company&view=simple"));
        Assert.Equal(
            expanded.Select(row => row.GetProperty("company_detail").GetRawText()),
            simple.Select(row => row.GetProperty("company_detail").GetRawText()));
    }

    [Theory]
    [InlineData("contacts/?limit=30", "email,uuid,created_at")]
    [InlineData("contacts/?limit=3&view=simple", "location")]
    [InlineData("contacts/?limit=3&expand=company", "company_detail, title")]
    [InlineData("companies/?limit=30", "name&select=metadata")]
    public async Task Select_ReturnsOnlyTheSelectedMembers(string list, string members)
    {
        var full = await api.GetAsync(list);
        var selected = await api.GetAsync($"{list}&select={members}");
        var names = members.Replace("&select=", ",", StringComparison.Ordinal).Split(',', StringSplitOptions.TrimEntries);
        Assert.Equal(
            Rows(full).Select(row => string.Join(",", row.EnumerateObject().Where(member => names.Contains(member.Name)).Select(Raw))),
            Rows(selected).Select(row => string.Join(",", row.EnumerateObject().Select(Raw))));
        Assert.Equal(names.Length, Rows(selected)[0].GetPropertyCount());
        Assert.Contains("select=", BothPaths.PathOf(selected.GetProperty("next")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shapes_OfACompanysContacts_AreThoseOfContacts()
    {
        var company = RecordedRows.Contacts.Where(row => row.CompanyId is { Length: > 0 }).GroupBy(row => row.CompanyId!)
            .MaxBy(group => group.Count())!;
        var row = Rows(
            await api.GetAsync($"companies/company/{company.Key}/contacts/?view=simple&expand=company&select=company_detail"))[0];
        Assert.Equal(company.Key, row.GetProperty("company_detail").GetProperty("uuid").GetString());
    }

    [Fact]
    public async Task ShapesThatDoNotExist_AreReported()
    {
        var faults = await api.FaultsAsync("contacts/?view=tiny&expand=companies&select=emial");
        Assert.Equal(["expand", "select", "view"], faults.Keys);
        Assert.Contains("did you mean \"email\"", faults["select"], StringComparison.Ordinal);
        Assert.Contains("expand=company", (await api.FaultsAsync("contacts/?select=company_detail"))["select"], StringComparison.Ordinal);
        Assert.Contains(
            "unknown member \"email\"", (await api.FaultsAsync("contacts/?view=simple&select=email"))["select"], StringComparison.Ordinal);
        Assert.Equal(["expand", "view"], (await api.FaultsAsync("companies/?view=simple&expand=company")).Keys);
    }

    private static List<JsonElement> Rows(JsonElement page) => [.. page.GetProperty("results").EnumerateArray()];

    private static string Raw(JsonProperty member) => $"{member.Name}:{member.Value.GetRawText()}";
}
