using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Vql.Testing.Engines;
using Vql.Tests.Api;
using Vql.Tests.Infrastructure;
using Vql.Tests.SyncWorker;

namespace Vql.Tests.Dashboard;

/// <summary>The dashboard in a browser, beside the API, Connectra, a worker and a search node that can be killed.</summary>
public sealed class LiveTests(PostgresServer server) : IAsyncLifetime
{
    private const string List = "/api/v1/contacts/?title=engineer&limit=5";
    private const float Patience = 180_000;

    private EngineProcess _node = null!;
    private StreamRig _rig = null!;
    private SearchStack _stack = null!;
    private RunningDashboard _dashboard = null!;
    private Chromium _browser = null!;
    private IPage _page = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _browser = await Chromium.StartAsync();
        _node = await EngineProcess.StartAsync(EngineKind.SearchNode, EngineSettings.ForTests, Token);
        _rig = await StreamRig.CreateAsync(server, _node.Url);
        await _rig.StartWorkerAsync();
        _stack = await SearchStack.StartAsync(_rig);
        _dashboard = await RunningDashboard.StartAsync(_rig.ConnectionString, _stack.Api.Client.BaseAddress!);
        _page = await _browser.NewPageAsync();
        _page.SetDefaultTimeout(Patience);
        await OpenAsync($"/login/token?t={RunningDashboard.OperatorToken}");
        await StreamRig.WaitUntilAsync(
            async () => await _stack.Api.SourceOfAsync(List) == "vql", () => "the search does not answer");
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        await _dashboard.DisposeAsync();
        await _stack.DisposeAsync();
        await _rig.DisposeAsync();
        await _node.DisposeAsync();
    }

    [Fact]
    public async Task Overview_WhileTheNodeIsKilled_SaysSo_CountsTheReasons_AndRecoversByItself()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var traffic = SendAsync(stop.Token);
        await OpenAsync("/?window=15m");
        await _page.Locator("article", new() { HasText = "The search answers." }).WaitForAsync();

        await _node.KillAsync();
        var killed = Stopwatch.GetTimestamp();
        await _page.Locator("#sentence", new() { HasText = "The search does not answer" }).WaitForAsync();
        var elapsed = Stopwatch.GetElapsedTime(killed).TotalSeconds;
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"The sentence changed {elapsed:0.0} s after the node was killed."));

        // The figures of a minute are written when it has ended.
        var reason = _page.Locator("#reason-circuit_open");
        await reason.WaitForAsync();
        var first = await CountAsync(reason);
        await _page.WaitForFunctionAsync(
            "first => Number(document.getElementById('reason-circuit_open').textContent.replace(',', '')) > first", first);
        Assert.True(await _page.Locator("#total-error").TextContentAsync() == "0");

        await _node.RestartAsync(Token);
        await _page.Locator("article", new() { HasText = "The search answers." }).WaitForAsync();
        await StreamRig.WaitUntilAsync(
            async () => await _stack.Api.SourceOfAsync(List) == "vql", () => "the search does not recover");
        await stop.CancelAsync();
        await traffic;
    }

    [Fact]
    public async Task Drift_IsFoundByARequest_ShownSideBySide_AndRepaired()
    {
        await _rig.WaitUntilFoundAsync();
        using (var content = JsonContent.Create(JsonDocument.Parse("""{"uuid":"contact-7","title":"Nobody wrote this"}""").RootElement))
        using (await _rig.Engine.PutAsync(new Uri("contacts_index/_doc/contact-7", UriKind.Relative), content, Token))
        {
        }

        await OpenAsync("/sync");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Verify contacts", Exact = true }).ClickAsync();
        await _page.GetByText("missing 0, extra 0, stale 0, different 1; repaired 0").First.WaitForAsync();
        await OpenAsync("/");
        await _page.Locator("#sentence", new() { HasText = "Documents of contacts that differ from their rows: 1." }).WaitForAsync();

        await OpenAsync("/sync");
        await _page.GetByRole(AriaRole.Link, new() { Name = "Examples" }).First.ClickAsync();
        await _page.GetByRole(AriaRole.Link, new() { Name = "contact-7" }).ClickAsync();
        var title = _page.Locator("#both tr", new() { HasText = "Nobody wrote this" });
        Assert.Equal(["title", "Engineer", "Nobody wrote this", "no"], await title.Locator("th, td").AllTextContentsAsync());

        await _page.GetByText("Verify and repair contacts").First.ClickAsync();
        await _page.GetByRole(AriaRole.Button, new() { Name = "Verify and repair contacts" }).ClickAsync();
        await _page.GetByText("missing 0, extra 0, stale 0, different 1; repaired 1").First.WaitForAsync();
        Assert.Equal("Engineer", (await _rig.ContactAsync("contact-7"))!.Value.GetProperty("title").GetString());
        await OpenAsync("/audit");
        Assert.Equal(1, await _page.GetByRole(AriaRole.Cell, new() { Name = "repair", Exact = true }).CountAsync());
        await OpenAsync("/");
        await _page.Locator("#freshness-table").WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    private static async Task<int> CountAsync(ILocator locator) =>
        int.Parse((await locator.TextContentAsync())!, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private async Task OpenAsync(string path) => await _page.GotoAsync(new Uri(_dashboard.Client.BaseAddress!, path).ToString());

    // Every request is answered, also while the node is dead.
    private async Task SendAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await _stack.Api.SourceOfAsync(List);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
        }
    }
}
