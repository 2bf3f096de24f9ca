using System.Net;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>The page at the root of the API, in a browser. <c>VQL_SCREENSHOTS</c> sets the folder for screenshots.</summary>
[Collection(BothPathsCollection.Name)]
public sealed class LandingPageTests(NodeBothPaths paths) : LoadedTests(() => paths.Started)
{
    private Uri Address => paths.Search.Client.BaseAddress!;

    [Fact]
    public async Task Page_WhileAUserTypes_SuggestsValuesAndFindsRows()
    {
        await using var browser = await Chromium.StartAsync();
        var page = await browser.NewPageAsync();
        var errors = new List<string>();
        page.Console += (_, message) => errors.AddRange(message.Type == "error" ? [message.Text] : []);
        await page.GotoAsync(Address.ToString());
        await Status(page).GetByText("contacts from the search").WaitForAsync();

        await page.GetByRole(AriaRole.Combobox).PressSequentiallyAsync("engin");
        await page.GetByRole(AriaRole.Option).First.WaitForAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        var filter = page.Locator("#filters button");
        await filter.WaitForAsync();
        Assert.StartsWith("title: ", await filter.TextContentAsync(), StringComparison.Ordinal);
        await page.Locator("#rows tr").First.WaitForAsync();
        var title = await page.Locator("#rows tr td:nth-child(2)").First.TextContentAsync();
        Assert.Contains("engin", title, StringComparison.OrdinalIgnoreCase);

        var facet = page.Locator("#facets input").First;
        await facet.CheckAsync();
        await page.Locator("#filters button").Nth(1).WaitForAsync();
        var address = page.Url;
        await page.Locator("#behind summary").ClickAsync();
        await page.Locator("#vql").GetByText("\"where\"").WaitForAsync();
        Assert.Contains("\"query\"", await page.Locator("#elasticsearch").TextContentAsync(), StringComparison.Ordinal);
        Assert.Contains("select", await page.Locator("#sql").TextContentAsync(), StringComparison.Ordinal);
        Assert.Contains("curl '", await page.Locator("#curl").TextContentAsync(), StringComparison.Ordinal);

        await page.GotoAsync(address);
        await page.Locator("#filters button").Nth(1).WaitForAsync();
        await page.Locator("#facets input").First.WaitForAsync();
        await ScreenshotAsync(page, "landing");
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Page_WithoutRows_OffersSimilarValues()
    {
        await using var browser = await Chromium.StartAsync();
        var page = await browser.NewPageAsync();
        await page.GotoAsync(new Uri(Address, "?country=germny").ToString());
        await Status(page).GetByText("Did you mean").WaitForAsync();
        await Status(page).GetByRole(AriaRole.Button).First.ClickAsync();
        await page.Locator("#rows tr").First.WaitForAsync();
        Assert.Contains("germany", await page.Locator("#filters button").TextContentAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Page_InEachColorScheme_IsAccessible(ColorScheme scheme)
    {
        await using var browser = await Chromium.StartAsync();
        var page = await browser.NewPageAsync(new() { ColorScheme = scheme });
        await page.GotoAsync(new Uri(Address, "?search=engineer").ToString());
        await page.Locator("#facets input").First.WaitForAsync();
        await page.Locator("#behind summary").ClickAsync();
        await page.GetByRole(AriaRole.Combobox).FillAsync("engin");
        await page.GetByRole(AriaRole.Option).First.WaitForAsync();

        var result = await page.RunAxe();

        Assert.Empty(result.Violations.Select(violation => $"{violation.Id}: {violation.Help} {violation.Nodes[0].Html}"));
    }

    [Theory]
    [InlineData(320)]
    [InlineData(640)]
    public async Task Page_OnANarrowScreen_DoesNotScrollSideways(int width)
    {
        await using var browser = await Chromium.StartAsync();
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 800 } });
        await page.GotoAsync(new Uri(Address, "?search=engineer").ToString());
        await page.Locator("#facets input").First.WaitForAsync();

        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/landing.css", "text/css")]
    [InlineData("/landing.js", "text/javascript")]
    public async Task File_OfThePage_AllowsItsOwnFilesOnly(string path, string type)
    {
        using var response = await paths.Search.Client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("default-src 'none'; ", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    private static ILocator Status(IPage page) => page.Locator("#status");

    private static async Task ScreenshotAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("VQL_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
        }
    }
}
