using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Vql.Tests.AppHost.Commands;

/// <summary>Tests of the commands on a running stack, as the dashboard and the Aspire CLI run them.</summary>
[Collection(StackCollection.Name)]
public sealed class StackCommandTests(Stack stack) : IDisposable
{
    private const string Count = "/api/v1/contacts/count/";

    private readonly HttpClient _api = stack.App.CreateHttpClient("api");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task Verify_OfASyncedStack_SaysThatItIsEqual()
    {
        var result = await RunAsync("sync-worker", "verify");

        Assert.Matches(@"^Equal: [\d,]+ rows compared\.$", result.Message);
        var json = JsonSerializer.Deserialize<JsonElement>(result.Data!.Value);
        Assert.Equal(result.Message, json.GetProperty("summary").GetString());
        Assert.True(json.GetProperty("equal").GetBoolean());
        Assert.Contains(await LogAsync("sync-worker"), line => line.Contains("verify: Equal:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Seed_Of50Contacts_IncreasesTheCountOfTheApi()
    {
        var before = await SettledCountAsync();

        var result = await RunAsync("sync-worker", "seed", ("contacts", "50"));

        Assert.StartsWith("Generated 50 contacts at ", result.Message);
        Assert.Equal(before + 50, await Stack.EventuallyAsync(CountAsync, count => count >= before + 50));
        await RunAsync("sync-worker", "repair");
    }

    [Fact]
    public async Task Import_WithABrokenRow_NamesAcceptedAndRejectedRows()
    {
        var file = Path.Combine(stack.Folder, "some.csv");
        string[] lines = ["first_name,last_name,company,employees", "Ada,Lovelace,Analytical Engines,12", ",,,7"];
        await File.WriteAllLinesAsync(file, lines, Token);

        var result = await TryAsync("sync-worker", "import", ("file", file));

        Assert.False(result.Success);
        Assert.StartsWith("Imported 1 of 2 rows: 1 company and 1 contact written. Rejected 1 row (line 3: ", result.Message);
        Assert.Contains("some.csv.rejects.csv", result.Message);
    }

    [Fact]
    public async Task Import_OfAFileThatDoesNotExist_IsRejectedByValidation()
    {
        var result = await TryAsync("sync-worker", "import", ("file", "absent.csv"));

        Assert.False(result.Success);
        Assert.Equal("Command argument validation failed.", result.Message);
    }

    [Fact]
    public async Task Reindex_StartedAndSwapped_NamesTheNextCommandAndKeepsTheCount()
    {
        var count = await SettledCountAsync();

        var started = await RunAsync("sync-worker", "reindex-start", ("entity", "contacts"));
        Assert.Contains("Run 'Swap reindexed index'", started.Message);
        var swapped = await RunAsync("sync-worker", "reindex-swap", ("entity", "contacts"));

        Assert.StartsWith("contacts: searches use ", swapped.Message);
        Assert.Equal(count, await CountAsync());
        var again = await TryAsync("sync-worker", "reindex-swap", ("entity", "contacts"));
        Assert.False(again.Success);
        Assert.StartsWith("Swap reindexed index failed: ", again.Message);
    }

    [Fact]
    public async Task Pause_OfTheSearchNode_LetsPostgresAnswerUntilItIsResumed()
    {
        await Stack.EventuallyAsync(ReasonAsync, reason => reason is null);

        var paused = await RunAsync("search-node", "pause");
        var reason = await ReasonAsync();
        var resumed = await RunAsync("search-node", "resume");

        Assert.Contains("PostgreSQL answers all searches", paused.Message);
        Assert.NotNull(reason);
        Assert.Contains("is healthy", resumed.Message);
        await Stack.EventuallyAsync(ReasonAsync, reason => reason is null);
    }

    [Fact]
    public async Task Reset_AfterChanges_LoadsTheInitialDataAgain()
    {
        await RunAsync("sync-worker", "seed", ("contacts", "10"));

        var result = await RunAsync("postgres", "reset");

        Assert.Equal("The data was reset, and the initial data is loaded.", result.Message);
        Assert.Equal(Stack.Contacts, await CountAsync());
        Assert.StartsWith("Equal: ", (await RunAsync("sync-worker", "verify")).Message);
        await Stack.EventuallyAsync(ReasonAsync, reason => reason is null);
    }

    private async Task<ExecuteCommandResult> RunAsync(string resource, string command, params (string Name, string Value)[] arguments)
    {
        var result = await TryAsync(resource, command, arguments);
        Assert.True(result.Success, $"{command}: {result.Message}");
        return result;
    }

    private Task<ExecuteCommandResult> TryAsync(string resource, string command, params (string Name, string Value)[] arguments) =>
        stack.App.ResourceCommands.ExecuteCommandAsync(resource, command, new InteractionInputCollection([.. arguments.Select(argument =>
            new InteractionInput { Name = argument.Name, InputType = InputType.Text, Value = argument.Value })]), Token);

    // Other tests of the class write rows, which become searchable a moment later. The verification waits for them.
    private async Task<int> SettledCountAsync()
    {
        await RunAsync("sync-worker", "verify");
        return await CountAsync();
    }

    private async Task<int> CountAsync() => (await _api.GetFromJsonAsync<JsonElement>(Count, Token)).GetProperty("count").GetInt32();

    private async Task<string?> ReasonAsync()
    {
        using var response = await _api.GetAsync("/api/v1/contacts/?title=engineer&limit=5", Token);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}");
        return response.Headers.TryGetValues("X-VQL-Fallback", out var values) ? values.Single() : null;
    }

    // Each instance of a resource has its own log, identified by the instance name.
    private async Task<List<string>> LogAsync(string resource)
    {
        Assert.True(stack.App.ResourceNotifications.TryGetCurrentState(resource, out var current));
        var lines = new List<string>();
        var logs = stack.App.Services.GetRequiredService<ResourceLoggerService>();
        await foreach (var batch in logs.GetAllAsync(current.ResourceId).WithCancellation(Token))
        {
            lines.AddRange(batch.Select(line => line.Content));
        }

        return lines;
    }
}
