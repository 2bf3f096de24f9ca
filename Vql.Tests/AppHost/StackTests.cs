using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Vql.Tests.AppHost;

[Collection(StackCollection.Name)]
public sealed class StackTests(Stack stack)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_WithTheSearchStoppedAndStartedAgain_GivesTheSameRowsThroughout()
    {
        using var api = stack.App.CreateHttpClient("api");
        const string List = "/api/v1/contacts/?title=engineer&employees_min=5&limit=20";
        // The first request initializes every host and can exceed the timeout on a busy machine.
        var (rows, _) = await Stack.EventuallyAsync(async () => await ListAsync(api, List), answer => answer.Reason is null);
        Assert.NotEmpty(rows);

        Assert.True(await ExecuteAsync(KnownResourceCommands.StopCommand));
        var (fallbackRows, fallbackReason) = await ListAsync(api, List);
        Assert.Contains(fallbackReason, new[] { "server_error", "unreachable", "timeout", "circuit_open", "hedged" });
        Assert.Equal(rows, fallbackRows);

        // If the start fails, because another program uses the port for a moment, the node is started again as after a crash.
        await ExecuteAsync(KnownResourceCommands.StartCommand);
        var (rowsAgain, _) = await Stack.EventuallyAsync(async () => await ListAsync(api, List), answer => answer.Reason is null);
        Assert.Equal(rows, rowsAgain);
    }

    [Fact]
    public async Task Pages_WhileTheSearchGoesAndComes_HaveNoRowTwiceAndNoneMissing()
    {
        using var api = stack.App.CreateHttpClient("api");
        var count = (await api.GetFromJsonAsync<JsonElement>("/api/v1/contacts/count/", Token)).GetProperty("count").GetInt32();
        var seen = new List<string>();
        var reasons = new HashSet<string?>();
        var pages = 0;
        for (var next = "/api/v1/contacts/?limit=30"; next is not null; pages++)
        {
            if (pages == 3)
            {
                await ExecuteAsync(KnownResourceCommands.StopCommand);
            }
            else if (pages == 12)
            {
                await ExecuteAsync(KnownResourceCommands.StartCommand);
                await Stack.EventuallyAsync(async () => await ListAsync(api, "/api/v1/contacts/?limit=1"), answer => answer.Reason is null);
            }

            using var response = await api.GetAsync(next, Token);
            Assert.True(response.IsSuccessStatusCode);
            var page = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
            seen.AddRange(Uuids(page));
            reasons.Add(Reason(response));
            next = page.GetProperty("next").GetString();
        }

        Assert.Equal(count, seen.Count);
        Assert.Equal(count, seen.Distinct().Count());
        Assert.Contains(null, reasons);
        Assert.True(reasons.Count > 1, "no page was served by PostgreSQL");
    }

    private async Task<bool> ExecuteAsync(string command) =>
        (await stack.App.ResourceCommands.ExecuteCommandAsync("search-node", command, Token)).Success;

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
}
