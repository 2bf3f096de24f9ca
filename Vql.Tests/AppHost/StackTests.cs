using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.AppHost;

/// <summary>The whole stack as the AppHost describes it, with little data.</summary>
public sealed class Stack : IAsyncLifetime
{
    private const int Contacts = 600;

    private readonly StackFolder _folder = new();
    private DistributedApplication? _app;

    public DistributedApplication App => _app!;

    public async ValueTask InitializeAsync()
    {
        var token = TestContext.Current.CancellationToken;
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Vql_AppHost>(
            ["--topology", "embedded", "--state", _folder.State, "--api-port", "0", .. _folder.Data(Contacts)], token);
        _app = await builder.BuildAsync(token);
        await _app.StartAsync(token);
        foreach (var name in new[] { "connectra", "api", "sync-worker" })
        {
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(name, token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _folder.Dispose();
    }
}

public sealed class StackTests(Stack stack) : IClassFixture<Stack>
{
    private static readonly TimeSpan WayBack = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_WithTheSearchStoppedAndStartedAgain_GivesTheSameRowsThroughout()
    {
        using var api = stack.App.CreateHttpClient("api");
        const string List = "/api/v1/contacts/?title=engineer&employees_min=5&limit=20";
        // The first one pays for every host's warming up, which on a busy machine exceeds its deadline.
        var (rows, _) = await Eventually(async () => await ListAsync(api, List), answer => answer.Reason is null);
        Assert.NotEmpty(rows);

        Assert.True((await stack.App.ResourceCommands.ExecuteCommandAsync("search-node", KnownResourceCommands.StopCommand, Token)).Success);
        var (fallbackRows, fallbackReason) = await ListAsync(api, List);
        Assert.Contains(fallbackReason, new[] { "server_error", "unreachable", "timeout", "circuit_open" });
        Assert.Equal(rows, fallbackRows);

        Assert.True((await stack.App.ResourceCommands.ExecuteCommandAsync("search-node", KnownResourceCommands.StartCommand, Token)).Success);
        await stack.App.ResourceNotifications.WaitForResourceHealthyAsync("search-node", Token);
        var (rowsAgain, _) = await Eventually(async () => await ListAsync(api, List), answer => answer.Reason is null);
        Assert.Equal(rows, rowsAgain);
    }

    [Fact]
    public async Task Pages_WhileTheSearchGoesAndComes_HaveNoRowTwiceAndNoneMissing()
    {
        using var api = stack.App.CreateHttpClient("api");
        var seen = new List<string>();
        var reasons = new HashSet<string?>();
        var pages = 0;
        for (var next = "/api/v1/contacts/?limit=30"; next is not null; pages++)
        {
            if (pages == 3)
            {
                await stack.App.ResourceCommands.ExecuteCommandAsync("search-node", KnownResourceCommands.StopCommand, Token);
            }
            else if (pages == 12)
            {
                await stack.App.ResourceCommands.ExecuteCommandAsync("search-node", KnownResourceCommands.StartCommand, Token);
                await Eventually(async () => await ListAsync(api, "/api/v1/contacts/?limit=1"), answer => answer.Reason is null);
            }

            using var response = await api.GetAsync(next, Token);
            Assert.True(response.IsSuccessStatusCode);
            var page = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
            seen.AddRange(Uuids(page));
            reasons.Add(Reason(response));
            next = page.GetProperty("next").GetString();
        }

        Assert.Equal(600, seen.Count);
        Assert.Equal(600, seen.Distinct().Count());
        Assert.Contains(null, reasons);
        Assert.True(reasons.Count > 1, "some pages came from PostgreSQL");
    }

    private static async Task<(List<string> Rows, string? Reason)> ListAsync(HttpClient api, string path)
    {
        using var response = await api.GetAsync(path, Token);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode}");
        return (Uuids(await response.Content.ReadFromJsonAsync<JsonElement>(Token)), Reason(response));
    }

    private static List<string> Uuids(JsonElement page) =>
        [.. page.GetProperty("results").EnumerateArray().Select(row => row.GetProperty("uuid").GetString()!)];

    private static string? Reason(HttpResponseMessage response) =>
        response.Headers.TryGetValues("X-VQL-Fallback", out var values) ? values.Single() : null;

    // The circuit closes with time, and nothing tells when.
    private static async Task<T> Eventually<T>(Func<Task<T>> look, Func<T, bool> isWanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(WayBack);
        while (true)
        {
            var seen = await look();
            if (isWanted(seen))
            {
                return seen;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, limit.Token);
        }
    }
}
