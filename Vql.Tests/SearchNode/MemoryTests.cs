using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Vql.SearchNode;
using Vql.SearchNode.Indices;
using Vql.Testing.Engines;

namespace Vql.Tests.SearchNode;

/// <summary>Tests of the memory that searches take.</summary>
public sealed class MemoryTests
{
    private const int Documents = 20_000;
    private const int Words = 900;
    private const int Searches = 8;
    private const long MaxMemory = 400L << 20;

    private static readonly string[] Syllables =
        ["ba", "ko", "ri", "ta", "mo", "ne", "su", "la", "di", "pe", "ran", "tor", "mel", "vik", "son"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Memory_AboveTheLimit_IsNotReserved()
    {
        var breaker = new MemoryBreaker(limit: 100);
        using (var first = breaker.Open())
        {
            first.Reserve(60);
            using var second = breaker.Open();
            second.Reserve(40);
            var fault = Assert.Throws<NodeException>(() => second.Reserve(1));
            Assert.Equal((429, "circuit_breaking_exception"), (fault.Status, fault.Type));
            Assert.Equal(100, breaker.Used);
        }

        Assert.Equal(0, breaker.Used);
    }

    [Fact]
    public async Task FuzzyWords_OfManySearchesAtOnce_TakeLittleMemory()
    {
        await using var node = await EngineProcess.StartAsync(EngineKind.SearchNode, EngineSettings.ForTests, Token);
        using var client = new HttpClient { BaseAddress = node.Url, Timeout = Patience };
        var words = Vocabulary(new Random(1), Documents / 2);
        await FillAsync(client, words);

        var statuses = await Task.WhenAll(Enumerable.Range(0, Searches).Select(number => SearchAsync(client, words, number)));
        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.OK, status));
        var next = await client.GetFromJsonAsync<JsonObject>(new Uri($"people/_search?q=title:{words[0]}", UriKind.Relative), Token);
        Assert.NotEmpty(next!["hits"]!["hits"]!.AsArray());
        Assert.InRange(node.Process.PeakMemory, 1, MaxMemory);
    }

    [Fact]
    public async Task Clauses_OfSearchesAboveTheLimit_AreRejected()
    {
        await using var node = await EngineProcess.StartAsync(EngineKind.SearchNode, EngineSettings.ForTests, Token);
        using var client = new HttpClient { BaseAddress = node.Url, Timeout = Patience };
        await FillAsync(client, ["one"]);
        var clauses = new JsonArray([.. Enumerable.Range(0, 69_000).Select(
            number => (JsonNode)new JsonObject { ["term"] = new JsonObject { ["title.keyword"] = $"{number}" } })]);
        var search = new JsonObject { ["query"] = new JsonObject { ["bool"] = new JsonObject { ["should"] = clauses } } };
        var response = await client.PostAsJsonAsync("people/_search", search, Token);
        var error = (await response.Content.ReadFromJsonAsync<JsonObject>(Token))!["error"];
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("circuit_breaking_exception", (string?)error!["root_cause"]![0]!["type"]);
        // As many terms as a query can have.
        var terms = new JsonArray([.. Enumerable.Range(0, 65_536).Select(number => (JsonNode)(number == 0 ? "one one" : $"{number}"))]);
        search = new JsonObject { ["query"] = new JsonObject { ["terms"] = new JsonObject { ["title.keyword"] = terms } } };
        response = await client.PostAsJsonAsync("people/_search", search, Token);
        Assert.NotEmpty((await response.Content.ReadFromJsonAsync<JsonObject>(Token))!["hits"]!["hits"]!.AsArray());
    }

    // Words of nine letters, many of which differ in one or two letters only.
    private static string[] Vocabulary(Random random, int count) =>
    [
        .. Enumerable.Range(0, count).Select(_ => string.Concat(
            Enumerable.Range(0, 5).Select(_ => Syllables[random.Next(Syllables.Length)]))[..9]),
    ];

    private static async Task FillAsync(HttpClient client, string[] words)
    {
        var random = new Random(2);
        for (var first = 0; first < Documents; first += 5_000)
        {
            var lines = new StringBuilder();
            for (var number = 0; number < 5_000; number++)
            {
                lines.Append("{\"index\":{}}\n{\"title\":\"").Append(words[random.Next(words.Length)]).Append(' ')
                    .Append(words[random.Next(words.Length)]).Append("\"}\n");
            }

            using var content = new StringContent(lines.ToString(), Encoding.UTF8, "application/x-ndjson");
            (await client.PostAsync(new Uri("people/_bulk?refresh=true", UriKind.Relative), content, Token)).EnsureSuccessStatusCode();
        }
    }

    private static async Task<HttpStatusCode> SearchAsync(HttpClient client, string[] words, int seed)
    {
        var random = new Random(seed);
        var text = string.Join(' ', Enumerable.Range(0, Words).Select(_ => words[random.Next(words.Length)]));
        var title = new JsonObject { ["query"] = text, ["fuzziness"] = "AUTO" };
        var search = new JsonObject { ["query"] = new JsonObject { ["match"] = new JsonObject { ["title"] = title } } };
        return (await client.PostAsJsonAsync("people/_search", search, Token)).StatusCode;
    }
}
