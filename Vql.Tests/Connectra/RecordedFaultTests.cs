using System.Text.Json.Nodes;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Connectra;

/// <summary>What is answered while a store is away, and that it comes back by itself.</summary>
public sealed class RecordedFaultTests(RecordedService service, PostgresServer server) : IClassFixture<RecordedService>
{
    private static readonly Uri Nobody = new("http://127.0.0.1:9");
    private static readonly JsonNode[] Recorded = [.. File.ReadLines(RecordedFile.Path("faults.jsonl")).Select(line => JsonNode.Parse(line)!)];

    [Fact]
    public async Task Service_StartedWithoutElasticsearch_AnswersErrorsAsJson()
    {
        await using var alone = await RunningService.StartAsync(await server.CreateDatabaseAsync(), Nobody);
        foreach (var recorded in Of("Elasticsearch absent when the service started"))
        {
            // The recorded error has no body; that is a defect.
            using var response = await alone.Client.SendAsync(recorded["request"]!);
            Assert.Equal(recorded["status"]!.GetValue<int>(), (int)response.StatusCode);
            Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        }
    }

    [Fact]
    public async Task Service_StartedWithoutPostgres_Answers()
    {
        await using var alone = await RunningService.StartAsync("Host=127.0.0.1;Port=9;Username=a;Database=a", service.Node.Url);
        await HoldAsync(alone.Client, "PostgreSQL goes away while it runs");
    }

    [Fact]
    public async Task Elasticsearch_AwayAndBack_FailsAndAnswersAgain()
    {
        await HoldAsync(service.Client, "none");
        await service.Node.StopAsync();
        try
        {
            await HoldAsync(service.Client, "Elasticsearch goes away while it runs");
        }
        finally
        {
            await service.Node.RestartAsync();
        }

        await HoldAsync(service.Client, "Elasticsearch came back");
    }

    [Fact]
    public async Task Postgres_AwayAndBack_FailsAndAnswersAgain()
    {
        await service.LetDatabaseAsync(answer: false);
        try
        {
            await HoldAsync(service.Client, "PostgreSQL goes away while it runs");
        }
        finally
        {
            await service.LetDatabaseAsync(answer: true);
        }

        await HoldAsync(service.Client, "PostgreSQL came back");
    }

    [Fact]
    public async Task Index_Missing_IsNamed()
    {
        await using var node = new SearchNodeFixture();
        await node.InitializeAsync();
        await using var alone = await RunningService.StartAsync(await server.CreateDatabaseAsync(), node.Url);
        await HoldAsync(alone.Client, "the index does not exist");
    }

    private static IEnumerable<JsonNode> Of(string fault) => Recorded.Where(recorded => recorded["fault"]!.GetValue<string>() == fault);

    private static async Task HoldAsync(HttpClient client, string fault)
    {
        foreach (var recorded in Of(fault))
        {
            using var response = await client.SendAsync(recorded["request"]!);
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var starts = recorded["body_starts"]!.GetValue<string>();
            Assert.True(recorded["status"]!.GetValue<int>() == (int)response.StatusCode, $"{recorded["name"]}: {(int)response.StatusCode} {body}");
            Assert.Equal(recorded["content_type"]!.GetValue<string>(), response.Content.Headers.ContentType!.ToString());
            if (response.IsSuccessStatusCode)
            {
                Assert.StartsWith(starts, body, StringComparison.Ordinal);
            }
            else
            {
                var code = starts.StartsWith("{\"error\":\"ERR_", StringComparison.Ordinal) ? starts[10..starts.IndexOf(':', 10)] + ": " : "";
                RecordedExchange.AssertSameError(new JsonObject { ["error"] = $"{code}any", ["success"] = false }, body);
            }
        }
    }
}
