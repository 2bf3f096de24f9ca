using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.Testing.Engines;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SearchNode;

public sealed class CrashTests
{
    private const int Writers = 3;
    private const int DocumentsOfWriter = 150;
    private const int OperationsInBulk = 40;

    // The numbers of bulks after which the node is killed, one after the other.
    private static readonly int[] Bulks = [3, 40, 120];
    private static readonly int Kills = RunLength.Of("VQL_NODE_KILLS", Bulks.Length);

    // The last acknowledged version of each document, and whether it was a deletion.
    private readonly ConcurrentDictionary<string, (long Version, bool IsDeleted)> _acknowledged = [];
    private readonly long[] _versions = new long[Writers];

    [Fact]
    public async Task BulkWrites_NodeKilledMidWay_AreThereAsTheyWereAcknowledged()
    {
        var token = TestContext.Current.CancellationToken;
        await using var node = await EngineProcess.StartAsync(EngineKind.SearchNode, EngineSettings.ForTests, token);
        using var client = new HttpClient { BaseAddress = node.Url };
        (await client.PutAsJsonAsync(
            "crash", JsonElement.Parse("""{"mappings":{"dynamic":false,"properties":{"text":{"type":"text"}}}}"""), token))
            .EnsureSuccessStatusCode();

        for (var kill = 0; kill < Kills; kill++)
        {
            await WriteUntilKilledAsync(node, client, Bulks[kill % Bulks.Length], token);
            await node.RestartAsync(token);
            await AssertDocumentsAsync(client, token);
            await AssertStaleAsync(client, token);
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{Kills} kills, {_acknowledged.Count} documents, {_versions.Sum()} operations; none lost.");
    }

    [Fact]
    public async Task Searches_OfSeveralIndicesWithABrokenOne_ReturnTheOthers()
    {
        var token = TestContext.Current.CancellationToken;
        await using var node = await EngineProcess.StartAsync(EngineKind.SearchNode, EngineSettings.ForTests, token);
        using var client = new HttpClient { BaseAddress = node.Url };
        foreach (var index in new[] { "broken", "whole" })
        {
            (await client.PutAsJsonAsync($"{index}/_doc/1?refresh=true", new { text = index }, token)).EnsureSuccessStatusCode();
        }

        await node.KillAsync();
        var state = Directory.GetFiles(node.DataFolder, "index.json", SearchOption.AllDirectories)
            .Single(file => File.ReadAllText(file).Contains("\"broken\"", StringComparison.Ordinal));
        await File.WriteAllTextAsync(state, "{", token);
        await node.RestartAsync(token);
        var name = Path.GetFileName(Path.GetDirectoryName(state)!);

        foreach (var path in new[] { "*/_search", "_search?scroll=1m", $"whole,{name}/_search?allow_partial_search_results=true" })
        {
            var partial = await ReadAsync(client, path, 200, token);
            Assert.Equal("whole", (string?)partial["hits"]!["hits"]!.AsArray().Single()!["_index"]);
            Assert.Equal((2, 1, 1), Shards(partial));
            var failure = partial["_shards"]!["failures"]!.AsArray().Single()!;
            Assert.Equal((name, "no_shard_available_action_exception"), ((string?)failure["index"], (string?)failure["reason"]!["type"]));
        }

        Assert.Equal(1, (int)(await ReadAsync(client, "_all/_count", 200, token))["count"]!);
        var rejected = await ReadAsync(client, "_search?allow_partial_search_results=false", 503, token);
        Assert.Equal("search_phase_execution_exception", (string?)rejected["error"]!["caused_by"]!["type"]);
        var failed = await ReadAsync(client, $"{name}/_search", 503, token);
        Assert.Equal("no_shard_available_action_exception", (string?)failed["error"]!["root_cause"]![0]!["type"]);
        Assert.Equal((1, 1, 0), Shards(await ReadAsync(client, "whole/_search", 200, token)));
    }

    private static async Task<JsonNode> ReadAsync(HttpClient client, string path, int status, CancellationToken cancellationToken)
    {
        var response = await client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        Assert.Equal(status, (int)response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!;
    }

    private static (int Total, int Successful, int Failed) Shards(JsonNode response) => (
        (int)response["_shards"]!["total"]!, (int)response["_shards"]!["successful"]!, (int)response["_shards"]!["failed"]!);

    private async Task WriteUntilKilledAsync(EngineProcess node, HttpClient client, int bulks, CancellationToken cancellationToken)
    {
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sent = 0;
        var writers = Enumerable.Range(0, Writers).Select(writer => RepeatUntilKilledAsync(async () =>
        {
            await WriteAsync(client, writer, cancellationToken);
            if (Interlocked.Increment(ref sent) >= bulks)
            {
                enough.TrySetResult();
            }
        }));
        // Flushes run concurrently, so that the kill can interrupt them.
        var commits = RepeatUntilKilledAsync(
            async () => (await client.PostAsync("crash/_flush", null, cancellationToken)).EnsureSuccessStatusCode());
        var all = Task.WhenAll([.. writers, commits]);
        await enough.Task.WaitAsync(cancellationToken);
        await node.KillAsync();
        await all;
    }

    private static async Task RepeatUntilKilledAsync(Func<Task> work)
    {
        try
        {
            while (true)
            {
                await work();
            }
        }
        catch (Exception exception) when (exception is HttpRequestException { StatusCode: null } or IOException)
        {
            // The node was killed, and the result of the request is unknown.
        }
    }

    private async Task WriteAsync(HttpClient client, int writer, CancellationToken cancellationToken)
    {
        var operations = new List<(string Id, long Version, bool IsDeleted)>();
        for (var count = 0; count < OperationsInBulk; count++)
        {
            var version = ++_versions[writer];
            operations.Add(($"{writer}-{version % DocumentsOfWriter}", version, version % 7 == 0));
        }

        foreach (var (operation, status) in operations.Zip(await SendAsync(client, operations, cancellationToken)))
        {
            Assert.True(status < 300 || (operation.IsDeleted && status == 404), $"{operation} returned {status}");
            _acknowledged[operation.Id] = (operation.Version, operation.IsDeleted);
        }
    }

    private async Task AssertDocumentsAsync(HttpClient client, CancellationToken cancellationToken)
    {
        (await client.PostAsync("crash/_refresh", null, cancellationToken)).EnsureSuccessStatusCode();
        using var response = await client.PostAsJsonAsync(
            "crash/_search", JsonElement.Parse("""{"size":10000,"version":true}"""), cancellationToken);
        var hits = (await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("hits").GetProperty("hits");
        var found = hits.EnumerateArray().ToDictionary(hit => hit.GetProperty("_id").GetString()!);
        foreach (var (id, hit) in found)
        {
            var version = hit.GetProperty("_version").GetInt64();
            Assert.Equal(TextOf(id, version), hit.GetProperty("_source").GetProperty("text").GetString());
        }

        foreach (var (id, (version, isDeleted)) in _acknowledged)
        {
            // Later operations may have been applied without a response.
            if (found.TryGetValue(id, out var hit))
            {
                var atLeast = isDeleted ? version + 1 : version;
                Assert.True(hit.GetProperty("_version").GetInt64() >= atLeast, $"{id} is older than its version {version}");
            }
            else
            {
                Assert.True(isDeleted || WasDeletedAfter(id, version), $"{id} of version {version} is missing");
            }
        }
    }

    // A node with the versions of its documents rejects each of them. Like Elasticsearch, it may forget the versions of
    // deletions after a commit.
    private async Task AssertStaleAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var again = _acknowledged.Where(pair => !pair.Value.IsDeleted && !WasDeletedAfter(pair.Key, pair.Value.Version))
            .Select(pair => (pair.Key, pair.Value.Version, IsDeleted: false)).ToList();
        Assert.All(await SendAsync(client, again, cancellationToken), status => Assert.Equal(409, status));
    }

    private bool WasDeletedAfter(string id, long version)
    {
        var writer = int.Parse(id.AsSpan(0, 1), CultureInfo.InvariantCulture);
        for (var later = version + DocumentsOfWriter; later <= _versions[writer]; later += DocumentsOfWriter)
        {
            if (later % 7 == 0)
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<List<int>> SendAsync(
        HttpClient client, List<(string Id, long Version, bool IsDeleted)> operations, CancellationToken cancellationToken)
    {
        var body = new StringBuilder();
        foreach (var (id, version, isDeleted) in operations)
        {
            var action = isDeleted ? "delete" : "index";
            body.Append(
                CultureInfo.InvariantCulture,
                $$$"""{"{{{action}}}":{"_id":"{{{id}}}","version":{{{version}}},"version_type":"external"}}""").Append('\n');
            if (!isDeleted)
            {
                body.Append(CultureInfo.InvariantCulture, $$"""{"text":"{{TextOf(id, version)}}"}""").Append('\n');
            }
        }

        using var content = new StringContent(body.ToString(), Encoding.UTF8, "application/x-ndjson");
        using var response = await client.PostAsync("crash/_bulk", content, cancellationToken);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return
        [
            .. answer.GetProperty("items").EnumerateArray()
                .Select(item => item.EnumerateObject().First().Value.GetProperty("status").GetInt32()),
        ];
    }

    // Texts have various lengths and identify the document, so that truncated or mixed documents are detected.
    private static string TextOf(string id, long version) =>
        string.Join(' ', Enumerable.Repeat($"{id}/{version}", (int)(version * 31 % 97) + 1));
}
