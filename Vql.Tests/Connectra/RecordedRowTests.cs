using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Connectra;

public sealed class NodeRecordedRowTests(NodeWritableService service) : RecordedRowTests(service), IClassFixture<NodeWritableService>;

[Collection(ReferenceCollection.Name)]
public sealed class ReferenceRecordedRowTests(ReferenceWritableService service)
    : RecordedRowTests(service), IClassFixture<ReferenceWritableService>;

/// <summary>Tests of the recorded CSV rows: the rows, documents and filter values that they create.</summary>
public abstract class RecordedRowTests(WritableService service) : LoadedTests(() => service.Loaded)
{
    private static readonly JsonNode[] Recorded =
        [.. File.ReadLines(RecordedFile.Path("rows.jsonl")).Select(line => JsonNode.Parse(line)!)];

    public static TheoryData<int> Rows { get; } = [.. Enumerable.Range(0, Recorded.Length)];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task CsvRow_Upserted_LeavesTheRecordedRowsAndDocuments(int index)
    {
        var recorded = Recorded[index];
        await UpsertAsync(recorded);
        var (contact, company) = (recorded["contact"]!["uuid"]!.GetValue<string>(), recorded["company"]!["uuid"]!.GetValue<string>());
        AssertContains(recorded["contact"]!, await service.RowAsync("contacts", contact));
        AssertContains(recorded["company"]!, await service.RowAsync("companies", company));
        AssertContains(recorded["contact_document"]!, await service.DocumentAsync("contacts_index", contact));
        AssertContains(recorded["company_document"]!, await service.DocumentAsync("companies_index", company));
    }

    [Fact]
    public async Task CsvRows_AllUpserted_LeaveTheRecordedFilterValues()
    {
        var token = TestContext.Current.CancellationToken;
        foreach (var recorded in Recorded)
        {
            await UpsertAsync(recorded);
        }

        foreach (var recorded in File.ReadLines(RecordedFile.Path("filters_data.jsonl")).Select(line => JsonNode.Parse(line)!))
        {
            AssertContains(recorded, await service.RowAsync("filters_data", recorded["uuid"]!.GetValue<string>()));
        }

        await using var command = service.Source.CreateCommand("select count(*) from filters_data");
        Assert.Equal((long)File.ReadLines(RecordedFile.Path("filters_data.jsonl")).Count(), await command.ExecuteScalarAsync(token));

        var exchange = File.ReadLines(RecordedFile.Path("routes.jsonl")).Select(line => JsonNode.Parse(line)!)
            .Single(line => line["name"]!.GetValue<string>() == "filter data after the rows");
        using var response = await service.Client.SendAsync(exchange["request"]!);
        var answer = await response.Content.ReadFromJsonAsync<JsonNode>(token);
        Assert.Equal(
            exchange["answer"]!["data"]!.AsArray().Select(value => value!.ToJsonString()).Order(),
            answer!["data"]!.AsArray().Select(value => value!.ToJsonString()).Order());
    }

    private async Task UpsertAsync(JsonNode recorded)
    {
        using var response = await service.Client.PostAsJsonAsync(
            "/common/batch-upsert", new JsonObject { ["data"] = new JsonArray(recorded["row"]!.DeepClone()) },
            TestContext.Current.CancellationToken);
        Assert.Equal(
            """{"message":"Batch upsert successful","success":true}""",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static void AssertContains(JsonNode expected, JsonObject? actual)
    {
        Assert.NotNull(actual);
        foreach (var (name, value) in expected.AsObject())
        {
            // PostgreSQL cannot store NUL, and a document equals its row. The recorded document contains it.
            var storable = value is JsonValue text && text.TryGetValue(out string? written)
                ? JsonValue.Create(written.Replace("\0", ""))
                : value;
            Assert.True(
                JsonNode.DeepEquals(storable, actual[name]),
                $"{name}: expected {value?.ToJsonString()}, was {actual[name]?.ToJsonString()}");
        }
    }
}
