using System.Text.Json;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>Pages by number and by cursor, large pages, totals, and the metadata of a page.</summary>
[Collection(BothPathsCollection.Name)]
public sealed class PagingTests(NodeBothPaths api) : LoadedTests(() => api.Started)
{
    [Theory]
    [InlineData("contacts/?exclude_seniorities=vp")]
    [InlineData("companies/?ordering=-employees,country")]
    [InlineData("contacts/?ordering=seniority")]
    public async Task Numbers_OfPages_ReturnTheSameRowsAsCursors(string list)
    {
        var first = await api.GetAsync($"{list}&limit=1000");
        Assert.Equal(1000, first.GetProperty("results").GetArrayLength());
        var whole = Uuids(first).Concat(Uuids(await api.GetAsync(BothPaths.PathOf(first.GetProperty("next"))!))).ToList();
        foreach (var (page, offset, limit, source) in new[]
        {
            ("offset=0&limit=25", 0, 25, "vql"),
            ("page=1&limit=25", 0, 25, "vql"),
            ("page=3&page_size=30", 60, 30, "vql"),
            ("page=3", 50, 25, "vql"),
            ("offset=13&limit=7&page=1", 13, 7, "vql"),
            ("page=2&offset=0&limit=250", 250, 250, "vql"),
            ("offset=997&limit=120&page_size=5", 997, 120, "vql"),
            ("offset=1001&limit=5", 1001, 5, "unsupported"),
        })
        {
            var answer = await api.GetAsync($"{list}&{page}", source);
            Assert.Equal(whole.Skip(offset).Take(limit), Uuids(answer));
            Assert.Equal("limit-offset", answer.GetProperty("meta").GetProperty("strategy").GetString());
            Assert.Equal(limit, answer.GetProperty("meta").GetProperty("page_size").GetInt32());
        }
    }

    [Theory]
    [InlineData("bz0yNQ==")]
    [InlineData("bz0yNQ")]
    [InlineData("MjU=")]
    [InlineData("25")]
    public async Task Cursor_OfTheOriginalApi_IsAnOffset(string cursor)
    {
        var expected = await api.GetAsync("contacts/?seniority=vp&limit=10&offset=25");
        var answer = await api.GetAsync($"contacts/?seniority=vp&limit=10&cursor={cursor}");
        Assert.Equal(Uuids(expected), Uuids(answer));
        Assert.NotEmpty(Uuids(answer));
        Assert.Equal(BothPaths.PathOf(expected.GetProperty("next")), BothPaths.PathOf(answer.GetProperty("next")));
        Assert.Contains("cursor", (await api.FaultsAsync($"contacts/?limit=10&offset=5&cursor={cursor}")).Keys);
        Assert.Contains("offset", (await api.FaultsAsync("contacts/?cursor=1000000")).Keys);
        Assert.Contains("cursor", (await api.FaultsAsync("contacts/?cursor=bz0tNQ==")).Keys);
    }

    [Theory]
    [InlineData("&offset=0")]
    [InlineData("&page=1")]
    [InlineData("")]
    public async Task Links_OfBothKinds_GoThereAndBackWithEveryParameterAsItWas(string start)
    {
        const string Filters =
            "contacts/?exclude_seniorities=vp&exclude_seniorities=director&title=engineer&title.match=prefix&limit=40&search=";
        var pages = new List<JsonElement> { await api.GetAsync(Filters + start) };
        while (pages.Count < 4)
        {
            var link = BothPaths.PathOf(pages[^1].GetProperty("next"))!;
            Assert.StartsWith(Filters, link, StringComparison.Ordinal);
            Assert.DoesNotContain("page=", link, StringComparison.Ordinal);
            Assert.Equal(start != "", link.Contains("offset=", StringComparison.Ordinal));
            pages.Add(await api.GetAsync(link));
        }

        Assert.Equal(160, pages.SelectMany(Uuids).Distinct().Count());
        Assert.Equal(JsonValueKind.Null, pages[0].GetProperty("previous").ValueKind);
        for (var page = 3; page > 0; page--)
        {
            Assert.Equal(Uuids(pages[page - 1]), Uuids(await api.GetAsync(BothPaths.PathOf(pages[page].GetProperty("previous"))!)));
        }
    }

    [Fact]
    public async Task Number_AfterTheEnd_IsAnEmptyPageWithAPreviousLink()
    {
        var city = Uri.EscapeDataString(
            RecordedRows.Companies.Where(row => row.City is { Length: > 0 }).GroupBy(row => row.City!).MaxBy(group => group.Count())!.Key);
        var count = await api.CountAsync($"companies/count/?city={city}");
        var page = await api.GetAsync($"companies/?city={city}&offset={count + 5}&limit=10&total=true");
        Assert.Empty(Uuids(page));
        Assert.Equal(JsonValueKind.Null, page.GetProperty("next").ValueKind);
        Assert.EndsWith($"offset={count - 5}", BothPaths.PathOf(page.GetProperty("previous")), StringComparison.Ordinal);
        Assert.Equal(count, page.GetProperty("meta").GetProperty("total").GetProperty("value").GetInt64());
        Assert.Equal(
            JsonValueKind.Null, (await api.GetAsync($"companies/?city={city}&offset={count - 10}&limit=10")).GetProperty("next").ValueKind);
        Assert.Empty(Uuids(await api.GetAsync("contacts/?page=401", "unsupported")));
    }

    [Theory]
    [InlineData("contacts/?exclude_seniorities=vp&limit=10", 3)]
    [InlineData("contacts/?exclude_seniorities=vp&limit=10", 10)]
    [InlineData("contacts/?exclude_seniorities=vp&limit=150", 120)]
    [InlineData("contacts/?exclude_seniorities=vp&limit=10&offset=40", 39)]
    public async Task Page_WithARowThatTheIndexStillHolds_IsNotShorter(string list, int place)
    {
        var whole = Uuids(await api.GetAsync("contacts/?exclude_seniorities=vp&limit=200")).ToList();
        await api.SetContactLiveAsync(whole[place], live: false);
        try
        {
            var page = await api.GetAsync(list, "index_behind");
            Assert.Equal(page.GetProperty("meta").GetProperty("page_size").GetInt32(), Uuids(page).Count());
            Assert.DoesNotContain(whole[place], Uuids(page));
            Assert.NotEqual(JsonValueKind.Null, page.GetProperty("next").ValueKind);
        }
        finally
        {
            await api.SetContactLiveAsync(whole[place], live: true);
        }
    }

    [Fact]
    public async Task Total_OnEveryPage_IsTheCount()
    {
        var count = await api.CountAsync("contacts/count/?title=engineer");
        var link = "contacts/?title=engineer&limit=150&total=true";
        for (var pages = 0; link is not null && pages < 3; pages++)
        {
            var page = await api.GetAsync(link);
            Assert.Equal($"{{\"value\":{count},\"relation\":\"eq\"}}", page.GetProperty("meta").GetProperty("total").GetRawText());
            link = BothPaths.PathOf(page.GetProperty("next"));
        }

        Assert.Equal(
            count,
            (await api.GetAsync(
                "contacts/?title=engineer&offset=30&total=1")).GetProperty("meta").GetProperty("total").GetProperty("value").GetInt64());
        Assert.Equal(
            count,
            (await api.GetAsync(
                "contacts/?title=engineer&ordering=title&total=yes",
                "unsupported")).GetProperty("meta").GetProperty("total").GetProperty("value").GetInt64());
        Assert.Equal(
            JsonValueKind.Null,
            (await api.GetAsync("contacts/?title=engineer&total=false")).GetProperty("meta").GetProperty("total").ValueKind);
    }

    [Fact]
    public async Task Meta_DescribesThePage()
    {
        var plain = (await api.GetAsync("contacts/?distinct=true")).GetProperty("meta");
        Assert.Equal(
            """
            {"total":null,"strategy":"cursor","count_mode":"actual","filters_applied":false,"ordering":"-created_at",
            "returned_records":25,"page_size":25,"page_size_cap":10000,"using_replica":false,"source":"vql","fallback_reason":null,
            """.ReplaceLineEndings(""),
            plain.GetRawText().Split("\"index_as_of\"")[0]);
        var filtered = (await api.GetAsync("companies/?country=united states&limit=2&ordering=name", "unsupported")).GetProperty("meta");
        Assert.True(filtered.GetProperty("filters_applied").GetBoolean());
        Assert.Equal("name", filtered.GetProperty("ordering").GetString());
        Assert.Equal("postgres", filtered.GetProperty("source").GetString());
        Assert.Equal("unsupported", filtered.GetProperty("fallback_reason").GetString());
    }

    [Fact]
    public async Task Numbers_ThatAreInvalid_AreReported()
    {
        var cursor = BothPaths.PathOf((await api.GetAsync("contacts/?limit=1")).GetProperty("next"))!.Split("cursor=")[1];
        Assert.Contains(
            "page and offset", (await api.FaultsAsync($"contacts/?cursor={cursor}&page=1&offset=0"))["cursor"], StringComparison.Ordinal);
        foreach (var deep in new[] { ("offset", "offset=10001"), ("page", "page=402"), ("page", "page=2147483647&limit=10000") })
        {
            Assert.Contains("cursor", (await api.FaultsAsync($"companies/?{deep.Item2}"))[deep.Item1], StringComparison.Ordinal);
        }

        Assert.Equal(["page"], (await api.FaultsAsync("contacts/?page=2&offset=5")).Keys);
        Assert.Equal(
            ["limit", "offset", "page", "page_size", "total"],
            (await api.FaultsAsync("contacts/?page=0&offset=-1&limit=x&page_size=10001&total=maybe")).Keys);
    }

    private static IEnumerable<string> Uuids(JsonElement page) =>
        page.GetProperty("results").EnumerateArray().Select(row => row.GetProperty("uuid").GetString()!);
}
