using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Connectra;

public sealed class NodeExportTests(NodeWritableService service) : ExportTests(service), IClassFixture<NodeWritableService>;

[Collection(ReferenceCollection.Name)]
public sealed class ReferenceExportTests(ReferenceWritableService service) : ExportTests(service), IClassFixture<ReferenceWritableService>;

/// <summary>Tests of long lists at one point in time.</summary>
public abstract class ExportTests(WritableService service) : LoadedTests(() => service.Loaded)
{
    private const int Rows = 300;
    private const string Query =
        """{"point_in_time":true,"limit":20,"order_by":[{"order_by":"annual_revenue"}],"where":{"keyword_match":{"must":"""
        + """{"country":"COUNTRY"}}}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Export_WhileRowsAreWritten_HasEachRowOfItsPointInTimeOnce()
    {
        await WriteAsync("walked", Enumerable.Range(0, Rows), number => number);
        var (uuids, page) = (new List<string>(), 0);
        await foreach (var answer in WalkAsync(Query.Replace("COUNTRY", "walked", StringComparison.Ordinal)))
        {
            uuids.AddRange(answer["data"]!.AsArray().Select(row => (string)row!["uuid"]!));
            // Rows that follow move before the cursor, earlier rows move after it, and new rows are inserted.
            await WriteAsync("walked", Enumerable.Range(0, 40).Select(number => (page * 37 + number * 7) % Rows), number => Rows - number);
            await WriteAsync("walked", Enumerable.Range(1000 + page * 10, 10), number => number % 2 == 0 ? 0 : 10_000);
            page++;
        }

        Assert.Equal(Enumerable.Range(0, Rows).Select(number => Uuid("walked", number)), uuids);
    }

    [Fact]
    public async Task Row_DeletedSinceThePointInTime_IsSkippedAndTheListContinues()
    {
        await WriteAsync("thinned", Enumerable.Range(0, 60), number => number);
        var uuids = new List<string>();
        await foreach (var answer in WalkAsync(Query.Replace("COUNTRY", "thinned", StringComparison.Ordinal)))
        {
            if (uuids.Count == 0)
            {
                // Deletes all rows of the second page.
                await using var command = service.Source.CreateCommand(
                    "update companies set deleted_at = now() where country = 'thinned' and annual_revenue between 20 and 39");
                await command.ExecuteNonQueryAsync(Token);
            }

            uuids.AddRange(answer["data"]!.AsArray().Select(row => (string)row!["uuid"]!));
        }

        Assert.Equal(Enumerable.Range(0, 20).Concat(Enumerable.Range(40, 20)).Select(number => Uuid("thinned", number)), uuids);
    }

    [Fact]
    public async Task PointInTime_AfterTheLastPage_IsClosed()
    {
        await WriteAsync("ended", Enumerable.Range(0, 25), number => number);
        var query = JsonNode.Parse(Query.Replace("COUNTRY", "ended", StringComparison.Ordinal))!;
        var first = await AskAsync(query, HttpStatusCode.OK);
        var cursor = first["cursor"]!.DeepClone();
        query["cursor"] = cursor;
        var last = await AskAsync(query, HttpStatusCode.OK);
        Assert.Equal(5, last["data"]!.AsArray().Count);
        Assert.Null(last["cursor"]);

        var gone = await AskAsync(query, HttpStatusCode.Gone);
        Assert.StartsWith("ERR_POINT_IN_TIME_EXPIRED: ", (string?)gone["error"], StringComparison.Ordinal);
        query["cursor"] = first["data"]![19]!["cursor"]!.DeepClone();
        Assert.Equal(5, (await AskAsync(query, HttpStatusCode.OK))["data"]!.AsArray().Count);
        query["cursor"] = new JsonArray("1", "a", "nonsense");
        Assert.StartsWith(
            "ERR_POINT_IN_TIME_EXPIRED: ", (string?)(await AskAsync(query, HttpStatusCode.Gone))["error"], StringComparison.Ordinal);
    }

    private static string Uuid(string country, int number) => $"{country}-{number:0000}";

    private async IAsyncEnumerable<JsonNode> WalkAsync(string vql)
    {
        var query = JsonNode.Parse(vql)!;
        while (true)
        {
            var answer = await AskAsync(query, HttpStatusCode.OK);
            yield return answer;
            if (answer["cursor"] is not { } cursor)
            {
                yield break;
            }

            query["cursor"] = cursor.DeepClone();
        }
    }

    private async Task<JsonNode> AskAsync(JsonNode query, HttpStatusCode expected)
    {
        using var response = await service.Client.PostAsJsonAsync("/companies/", query, Token);
        var answer = await response.Content.ReadFromJsonAsync<JsonNode>(Token);
        Assert.True(expected == response.StatusCode, answer!.ToJsonString());
        return answer;
    }

    private async Task WriteAsync(string country, IEnumerable<int> numbers, Func<int, int> revenue)
    {
        foreach (var chunk in numbers.Chunk(100))
        {
            var rows = chunk.Select(number => (JsonNode)new JsonObject
            {
                ["uuid"] = Uuid(country, number),
                ["country"] = country,
                ["annual_revenue"] = revenue(number),
            });
            using var response = await service.Client.PostAsJsonAsync("/companies/batch-upsert", new JsonArray([.. rows]), Token);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
        }

        await service.RefreshAsync();
    }
}
