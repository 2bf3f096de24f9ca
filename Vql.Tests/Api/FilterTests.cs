using System.Text.RegularExpressions;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>Filters that modify others, lists of values, and removed parameter names.</summary>
[Collection(BothPathsCollection.Name)]
public sealed partial class FilterTests(NodeBothPaths api) : LoadedTests(() => api.Started)
{
    private const string Count = "contacts/count/?";

    [Fact]
    public async Task NormalizedTitle_FindsTitlesOfTheSameWords_InAnyOrderAndCase()
    {
        var bags = RecordedRows.Contacts.Where(row => row.Title is not null).GroupBy(row => BagOf(row.Title!)).ToList();
        var title = bags.Where(bag => bag.Key.Count(' '.Equals) == 1).MaxBy(bag => bag.Count())!;
        var other = bags.Where(bag => bag.Key.Count(' '.Equals) == 2).MaxBy(bag => bag.Count())!;
        var reordered = string.Join(" ", title.Key.Split(' ').Reverse()).ToUpperInvariant();
        var wider = await api.CountAsync($"{Count}title={reordered}");
        Assert.Equal(title.Count(), await api.CountAsync($"{Count}title={reordered}&normalize_title_column=true", "unsupported"));
        Assert.Equal(
            title.Count() + other.Count(),
            await api.CountAsync($"{Count}title={reordered},{other.Key}&normalize_title_column=yes", "unsupported"));
        Assert.True(wider > title.Count());
        Assert.Equal(wider, await api.CountAsync($"{Count}title={reordered}&normalize_title_column=false"));

        var page = await api.GetAsync($"contacts/?title={reordered}&normalize_title_column=1&limit=5", "unsupported");
        Assert.All(
            page.GetProperty("results").EnumerateArray(), row => Assert.Equal(title.Key, BagOf(row.GetProperty("title").GetString()!)));
        var next = await api.GetAsync(BothPaths.PathOf(page.GetProperty("next"))!, "unsupported");
        Assert.NotEqual(page.GetProperty("results")[0].GetRawText(), next.GetProperty("results")[0].GetRawText());
    }

    [Theory]
    [InlineData("contacts", "created_at_after", "1704067200", "2024-01-01")]
    [InlineData("contacts", "created_at_before", "1704067200000", "2024-01-01T00:00:00Z")]
    [InlineData("companies", "created_at_after", "1704105000", "2024-01-01T10:30:00")]
    public async Task Date_AsANumber_IsTheSecondsSince1970(string table, string filter, string number, string date)
    {
        var count = await api.CountAsync($"{table}/count/?{filter}={date}");
        Assert.Equal(count, await api.CountAsync($"{table}/count/?{filter}={number}"));
    }

    [Theory]
    [InlineData("2024")]
    [InlineData("20240210")]
    [InlineData("999999999999999")]
    [InlineData("-1704067200")]
    public async Task Date_AsANumberThatIsAmbiguous_IsRejected(string number) =>
        Assert.Contains(
            "since 1970", (await api.FaultsAsync($"{Count}created_at_after={number}"))["created_at_after"], StringComparison.Ordinal);

    [Fact]
    public async Task NormalizedTitle_WithoutATitle_IsNoCondition() =>
        Assert.Equal(RecordedRows.Contacts.Count, await api.CountAsync($"{Count}normalize_title_column=true"));

    [Fact]
    public async Task Keywords_SearchTheSelectedFields()
    {
        var company = RecordedRows.Companies.First(
            row => row.Industries is { Count: > 0 } && row.Keywords is { Count: > 0 } && WordPattern().IsMatch(row.Name ?? ""));
        var name = WordPattern().Match(company.Name!).Value;
        var industry = Uri.EscapeDataString(company.Industries![0]);
        var keyword = Uri.EscapeDataString(company.Keywords![0]);
        foreach (var (selected, plain) in new[]
        {
            ($"keywords={industry}&keyword_search_fields=industries", $"industries={industry}"),
            ($"keywords={keyword}&keyword_search_fields=[\"keywords\"]", $"keywords={keyword}"),
            ($"keywords={keyword}&keyword_exclude_fields=company&keyword_exclude_fields=industries", $"keywords={keyword}"),
            ($"keywords={name}&keyword_search_fields=company", $"company={name}"),
            ($"keywords={industry}&keyword_search_fields=company,Industries&keyword_exclude_fields=company", $"industries={industry}"),
            (
                $"keywords_and={industry},{keyword}&keyword_exclude_fields=company",
                $"keywords_and={industry},{keyword}&keyword_search_fields=industries,keywords"),
        })
        {
            var count = await api.CountAsync(Count + plain);
            Assert.NotEqual(0, count);
            Assert.Equal(count, await api.CountAsync(Count + selected));
        }

        var all = await api.CountAsync($"{Count}keywords={keyword},{industry},{name}&keyword_search_fields=company,industries,keywords");
        Assert.True(all >= await api.CountAsync($"{Count}company={name}"));
        Assert.True(all > await api.CountAsync($"{Count}keywords={keyword},{industry},{name}"));
    }

    [Fact]
    public async Task Lists_RepeatedWithCommasAndAsJson_AreOne()
    {
        var all = await api.CountAsync($"{Count}seniority=vp,director,founder,senior");
        Assert.Equal(all, await api.CountAsync($"{Count}seniority=vp&seniority=director,Founder&seniority=[\"vp\",\"senior\"]"));
        Assert.Equal(
            RecordedRows.Contacts.Count - all,
            await api.CountAsync(
                $"{Count}exclude_seniorities=vp&exclude_seniorities=[\"director\",\"founder\"]&exclude_seniorities=senior"));
    }

    [Fact]
    public async Task FiltersOfACompanysContacts_AreThoseOfContacts()
    {
        var company = RecordedRows.Contacts.Where(row => row.CompanyId is { Length: > 0 }).GroupBy(row => row.CompanyId!)
            .MaxBy(group => group.Count())!;
        var path = $"companies/company/{company.Key}/contacts/count/?";
        var title = company.First(row => WordPattern().IsMatch(row.Title ?? "")).Title!;
        var same = company.Count(row => row.Title is not null && BagOf(row.Title) == BagOf(title));
        Assert.Equal(
            same, await api.CountAsync($"{path}title=[\"{Uri.EscapeDataString(title)}\"]&normalize_title_column=true", "unsupported"));
        Assert.Equal(["status"], (await api.FaultsAsync($"{path}status=active")).Keys);
    }

    [Fact]
    public async Task InvalidParameters_AreAllReportedAtOnce()
    {
        var faults = await api.FaultsAsync(
            "contacts/?status=active&title=x&title.match=exact&normalize_title_column=true&keyword_search_fields=company,name"
            + "&keyword_exclude_fields=company");
        Assert.Equal(["keyword_exclude_fields", "keyword_search_fields", "status", "title.match"], faults.Keys);
        Assert.Contains("is no longer a column", faults["status"], StringComparison.Ordinal);
        Assert.Contains("company, industries, keywords", faults["keyword_search_fields"], StringComparison.Ordinal);
        Assert.Contains("leaves no field to search", faults["keyword_exclude_fields"], StringComparison.Ordinal);
        Assert.Equal(
            ["normalize_title_column", "title.fuzzy"],
            (await api.FaultsAsync("contacts/?title=x&title.fuzzy=perhaps&normalize_title_column=perhaps")).Keys);
    }

    private static string BagOf(string title) =>
        string.Join(" ", WordPattern().Matches(title).Select(word => word.Value.ToLowerInvariant()).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"\w+")]
    private static partial Regex WordPattern();
}
