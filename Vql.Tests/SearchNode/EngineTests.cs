using System.Text;
using System.Text.Json.Nodes;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SearchNode;

/// <summary>Requests that tests send to either engine, and an index of their own.</summary>
public abstract class EngineTests(RecordedEngine engine) : LoadedTests(() => engine.Running)
{
    private protected RecordedEngine Engine => engine;

    private protected string Index { get; } = $"client-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected static int[] Statuses(JsonNode bulk) =>
        [.. bulk["items"]!.AsArray().Select(item => (int)item!.AsObject().First().Value!["status"]!)];

    private protected static string[] Ids(JsonNode response) =>
        [.. response["hits"]!["hits"]!.AsArray().Select(hit => (string)hit!["_id"]!)];

    private protected string Named(string text) => text.Replace("INDEX", Index, StringComparison.Ordinal);

    private protected async Task<string[]> IdsAsync(string search) => Ids((await SendAsync("POST", $"/{Index}/_search", search)).Body);

    private protected async Task FillAsync(int documents)
    {
        string[] words = ["one", "two", "three"];
        var body = new StringBuilder();
        for (var number = 1; number <= documents; number++)
        {
            body.Append($$$"""{"index":{"_id":"{{{number}}}"}}""").Append('\n')
                .Append($$"""{"n":{{number}},"t":"number {{words[(number - 1) % words.Length]}}"}""").Append('\n');
        }

        await SendAsync("PUT", $"/{Index}", """{"settings":{"number_of_replicas":0}}""");
        var statuses = Statuses((await SendAsync("POST", $"/{Index}/_bulk?refresh=true", body.ToString())).Body);
        Assert.All(statuses, status => Assert.Equal(201, status));
    }

    private protected async Task<JsonNode> PutAsync(string id, string source) =>
        (await SendAsync("PUT", $"/{Index}/_doc/{id}?refresh=true", source)).Body;

    private protected async Task<JsonNode> UpdateAsync(string id, string body) =>
        (await SendAsync("POST", $"/{Index}/_update/{id}?refresh=true", body)).Body;

    private protected async Task<(int Status, string? Type)> FailAsync(string method, string path, string? body = null)
    {
        var (status, response) = await SendAsync(method, path, body);
        return (status, (string?)response["error"]?["type"]);
    }

    private protected Task<(int Status, JsonNode Body)> SendAsync(string method, string path, string? body = null) =>
        SendAsync(method, path, body is null ? null : Encoding.UTF8.GetBytes(body));

    private protected async Task<(int Status, JsonNode Body)> SendAsync(string method, string path, byte[]? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            var isLines = path.Contains("_bulk", StringComparison.Ordinal) || path.Contains("_msearch", StringComparison.Ordinal);
            request.Content.Headers.ContentType = new(isLines ? "application/x-ndjson" : "application/json");
        }

        using var response = await Engine.Client.SendAsync(request, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        return ((int)response.StatusCode, text.Length > 0 ? JsonNode.Parse(text)! : new JsonObject());
    }
}
