using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Playwright;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.AppHost;

/// <summary>
/// Tests of Aspire's dashboard in a browser: resources, a trace through every part, and fallbacks by reason.
/// <c>VQL_SCREENSHOTS</c> sets the folder for the screenshots of the documentation.
/// </summary>
public sealed class DashboardTests
{
    private const string List = "/api/v1/contacts/?title=engineer&employees_min=5&limit=20";
    private const string Fallbacks = "vql.fallbacks";

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan EventLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan LoadLimit = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dashboard_OfARunningStack_ShowsResources_OneTraceThroughEveryPart_AndFallbacksByReason()
    {
        Chromium.RequirePath();
        using var folder = new StackFolder();
        await using var host = AppHostProcess.Start(folder.State, null, folder.Data(contacts: 2000));
        Assert.True(await host.WaitForLineAsync("ready", StartLimit, Token) is not null, host.Output);
        var login = (await host.WaitForLineAsync("dashboard", StartLimit, Token))!.Split(' ')[^1];
        using var api = new HttpClient { BaseAddress = new Uri($"http://localhost:{host.ApiPort}") };

        await using var browser = await Chromium.StartAsync();
        var page = await browser.NewPageAsync();
        page.SetDefaultTimeout((float)EventLimit.TotalMilliseconds);
        await page.GotoAsync(login);

        foreach (var resource in new[] { "api", "connectra", "postgres", "search-node", "sync-worker", "vqldb" })
        {
            await page.GetByText(resource, new() { Exact = true }).First.WaitForAsync();
        }

        await ScreenshotAsync(page, "dashboard-resources");

        var trace = await TraceOfASearchAsync(api);
        await OpenAsync(page, $"http://localhost:{host.DashboardPort}/traces/detail/{trace}",
            "GET /api/v1/contacts/", "POST /contacts/", "search contacts_index", "postgresql");

        await ScreenshotAsync(page, "dashboard-trace");

        ProcessTable.Kill("Vql.SearchNode.dll", folder.State);
        var reason = await Stack.EventuallyAsync(() => ListAsync(api), found => found is not null);

        // The metric appears after the next export of the API, one second later.
        await page.GotoAsync($"http://localhost:{host.DashboardPort}/metrics/resource/api");
        await page.Locator($"fluent-tree-item[title='{Fallbacks}']").ClickAsync();
        await page.GetByText("vql.fallback.reason").First.WaitForAsync();
        await page.GetByText(reason!, new() { Exact = true }).First.WaitForAsync();
        await ScreenshotAsync(page, "dashboard-fallbacks");
    }

    // Returns the ID of the trace of a list that the search answered. PostgreSQL answers the first lists of a busy machine
    // (hedged, timeout): the first request initializes every host.
    private static async Task<string> TraceOfASearchAsync(HttpClient api)
    {
        var answered = await Stack.EventuallyAsync(
            async () =>
            {
                var trace = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
                return (Trace: trace, Reason: await ListAsync(api, trace));
            },
            answer => answer.Reason is null);
        return answered.Trace;
    }

    // Returns the fallback reason, or null if there was no fallback. The caller can choose the trace ID, as a browser
    // or a service can.
    private static async Task<string?> ListAsync(HttpClient api, string? trace = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(List, UriKind.Relative));
        if (trace is not null)
        {
            request.Headers.Add("traceparent", $"00-{trace}-{trace[..16]}-01");
        }

        using var answer = await api.SendAsync(request, Token);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
        Assert.NotEmpty((await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("results").EnumerateArray());
        return answer.Headers.TryGetValues("X-VQL-Fallback", out var reasons) ? reasons.Single() : null;
    }

    // A trace's page that was opened before the spans of all parts arrived doesn't always show the later ones: it
    // follows only the resource whose span came first. So the page is loaded again until it shows every text.
    private static async Task OpenAsync(IPage page, string address, params string[] texts)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(EventLimit);
        for (var shown = 0; shown < texts.Length;)
        {
            await page.GotoAsync(address);
            try
            {
                for (shown = 0; shown < texts.Length; shown++)
                {
                    await page.GetByText(texts[shown]).First.WaitForAsync(new() { Timeout = (float)LoadLimit.TotalMilliseconds });
                }
            }
            catch (TimeoutException) when (!limit.IsCancellationRequested)
            {
            }
        }
    }

    private static async Task ScreenshotAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("VQL_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
        }
    }
}
