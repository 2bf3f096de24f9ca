using System.Net;
using System.Text.Json;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>The order by relevance in lists, on both paths.</summary>
[Collection(BothPathsCollection.Name)]
public sealed class RelevanceOrderTests(NodeBothPaths api) : LoadedTests(() => api.Started)
{
    [Theory]
    [InlineData("contacts/?search=engineer&limit=100", "relevance")]
    [InlineData("contacts/?title=software engineer&ordering=relevance&limit=100", "relevance")]
    [InlineData("contacts/?title=software engineer&ordering=relevance,-created_at,company_city&limit=100", "relevance")]
    [InlineData("contacts/?search=manager&ordering=-created_at&limit=100", "-created_at")]
    [InlineData("contacts/?title=engineer&limit=100", "-created_at")]
    [InlineData("companies/?search=solutions&limit=50", "relevance")]
    [InlineData("companies/?has_website=true&ordering=relevance&limit=50", "relevance")]
    public async Task Pages_OfAList_ContainEachRowOnce(string link, string ordering)
    {
        var seen = new List<string>();
        var table = link.Split('?')[0];
        var count = await api.GetAsync($"{table}count/?{link.Split('?')[1].Split("&ordering")[0].Split("&limit")[0]}");
        for (var next = link; next is not null;)
        {
            var page = await api.GetAsync(next);
            Assert.Equal(ordering, page.GetProperty("meta").GetProperty("ordering").GetString()!.Split(',')[0]);
            seen.AddRange(page.GetProperty("results").EnumerateArray().Select(row => row.GetProperty("uuid").GetString()!));
            next = BothPaths.PathOf(page.GetProperty("next"));
        }

        Assert.Equal(count.GetProperty("count").GetInt64(), seen.Count);
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.NotEmpty(seen);
    }

    [Theory]
    [InlineData("contacts/?search=engineer manager&limit=30")]
    [InlineData("contacts/?title=enginer,vp&company_location=california&ordering=relevance&limit=30")]
    [InlineData("companies/?search=sofware&limit=30")]
    public async Task Explanation_OfAnOrderByRelevance_HasTheSameReasonsOnBothPaths(string link)
    {
        var found = (await api.GetAsync($"{link}&explain=true")).GetProperty("meta").GetProperty("explain");
        var read = (await api.Tables.GetAsync($"/api/v1/{link}&explain=true")).GetProperty("meta").GetProperty("explain");
        Assert.Equal(read.GetProperty("reasons").GetRawText(), found.GetProperty("reasons").GetRawText());
        var reasons = found.GetProperty("reasons").EnumerateArray().ToList();
        Assert.NotEmpty(reasons);
        Assert.Equal(
            found.GetProperty("relevance").EnumerateArray().Select(relevance => relevance.GetInt64()),
            reasons.Select(row => row.EnumerateArray().Sum(reason => reason.GetProperty("points").GetInt64())));
        Assert.All(
            reasons.SelectMany(row => row.EnumerateArray()),
            reason => Assert.Contains($"{reason.GetProperty("filter").GetString()}=", link, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("contacts/?title=cto&ordering=relevance:asc", "ordering")]
    [InlineData("contacts/?title=cto&ordering=relevence", "ordering")]
    public async Task Ordering_ThatIsNotSupported_IsRejected(string link, string parameter)
    {
        using var response = await api.Search.Client.GetAsync($"/api/v1/{link}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var error = body.RootElement.GetProperty("errors").GetProperty(parameter)[0].GetString()!;
        Assert.Contains("relevance", error, StringComparison.Ordinal);
    }
}
