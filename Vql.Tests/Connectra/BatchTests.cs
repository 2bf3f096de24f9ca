using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Connectra;

public sealed class NodeBatchTests(NodeWritableService service) : BatchTests(service), IClassFixture<NodeWritableService>;

[Collection(ReferenceCollection.Name)]
public sealed class ReferenceBatchTests(ReferenceWritableService service) : BatchTests(service), IClassFixture<ReferenceWritableService>;

/// <summary>Tests of batches of rows: their effects on both stores, and rejected batches.</summary>
public abstract class BatchTests(WritableService service) : LoadedTests(() => service.Loaded)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task RecordedBatches_WithoutFaults_AreAnsweredAsRecorded() =>
        RecordedFault.AssertAsync(service.Client, RecordedFault.DuringNone(batches: true));

    [Fact]
    public async Task CsvRows_OfOneCompany_StoreTheValuesOfTheFirst()
    {
        using var content = new StringContent(
            """{"data":[{"first_name":"Di","company":"Shared First","employees":"10"},"""
            + """{"first_name":"Ed","company":"shared first","employees":"20"}]}""");
        using var response = await service.Client.PostAsync("/common/batch-upsert", content, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await using var command = service.Source.CreateCommand(
            "select string_agg(name || employees_count, ',') from companies where lower(name) = 'shared first'");
        Assert.Equal("Shared First10", await command.ExecuteScalarAsync(Token));
    }

    [Fact]
    public async Task Company_Renamed_IsRenamedInItsContactsDocuments()
    {
        await UpsertAsync("companies", """[{"uuid":"fan-company","name":"Old Name"}]""");
        await UpsertAsync("contacts", """[{"uuid":"fan-1","company_id":"fan-company"},{"uuid":"fan-2","company_id":"fan-company"}]""");
        Assert.Equal("Old Name", (string?)(await service.DocumentAsync("contacts_index", "fan-1"))!["company_name"]);

        await UpsertAsync("companies", """[{"uuid":"fan-company","name":"New Name"}]""");
        foreach (var uuid in new[] { "fan-1", "fan-2" })
        {
            Assert.Equal("New Name", (string?)(await service.DocumentAsync("contacts_index", uuid))!["company_name"]);
        }
    }

    [Fact]
    public async Task Row_WithoutAUuid_HasOneDerivedFromItsNames()
    {
        await UpsertAsync("contacts", """[{"first_name":"Bo","last_name":"Li","email":"bo@li.example"}]""");
        Assert.Equal("bo@li.example", (string?)(await service.RowAsync("contacts", "da0e0072-6e67-50bc-9289-5aa88d54c294"))!["email"]);
    }

    [Theory]
    [InlineData(
        "contacts", "[{\"uuid\":\"long-keyword\",\"departments\":[\"sales\",\"@\"],\"email\":\"@\"}]", "$[0].email", "$[0].departments")]
    [InlineData("companies", "[{\"uuid\":\"long-keyword\",\"name\":\"@\",\"city\":\"@\"}]", "$[0].city")]
    [InlineData("common", "{\"data\":[{\"first_name\":\"Di\",\"company\":\"long-keyword\",\"city\":\"@\"}]}", "$.data[0].city")]
    public async Task Batch_WithAKeywordThatNoIndexTakes_IsRejectedBeforeAnythingIsWritten(string kind, string body, params string[] places)
    {
        using var content = new StringContent(body.Replace("@", new string('x', 32_767), StringComparison.Ordinal));
        using var response = await service.Client.PostAsync($"/{kind}/batch-upsert", content, Token);
        var answer = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, answer);
        Assert.All(places, place => Assert.Contains(place, answer, StringComparison.Ordinal));
        await using var command = service.Source.CreateCommand(
            "select (select count(*) from contacts where uuid = 'long-keyword') + (select count(*) from companies where uuid = "
            + "'long-keyword' or name = 'long-keyword')");
        Assert.Equal(0L, await command.ExecuteScalarAsync(Token));
    }

    [Theory]
    [InlineData("contacts", """[{"uuid":"a"},{"email":"x@y.example"},null]""", "$[1].uuid", "$[2]")]
    [InlineData("companies", """[{"uuid":"a","employees_count":"many"}]""", "$[0].employees_count")]
    [InlineData("contacts", """[{"uuid":"a\u0000b"}]""")]
    [InlineData(
        "contacts", """[{"uuid":"a","email":"not an email"},{"uuid":"b","mobile_phone":"1.42E+10"}]""", "$[0].email", "$[1].mobile_phone")]
    [InlineData(
        "companies", """[{"uuid":"a","website":"a.example, b.example","last_raised_at":"03/04/2024"}]""", "$[0].website",
        "$[0].last_raised_at")]
    [InlineData("contacts", "null", "$")]
    [InlineData("common", """{"data":[null]}""", "$.data[0]")]
    public async Task Batch_WithInvalidRows_IsRejectedWithTheirPaths(string kind, string body, params string[] places)
    {
        using var content = new StringContent(body);
        using var response = await service.Client.PostAsync($"/{kind}/batch-upsert", content, Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var answer = await response.Content.ReadFromJsonAsync<JsonObject>(Token);
        Assert.False((bool)answer!["success"]!);
        Assert.Equal(places, answer["faults"]?.AsArray().Select(fault => (string)fault!["path"]!) ?? []);
    }

    [Fact]
    public async Task Batch_OfJsonRows_IsCleanedByTheRulesOfTheirColumns()
    {
        await UpsertAsync("contacts", """
            [{"uuid":"cleaned","first_name":" Mia\u0000 ","email":"Mia@Shop.example","city":"Berlin","mobile_phone":"+1 (212) 555-0123",
              "departments":["C++","c++"],"title":"N/A","state":""}]
            """);
        var row = await service.RowAsync("contacts", "cleaned");
        Assert.Equal(("Mia", "mia@shop.example", "berlin"), ((string?)row!["first_name"], (string?)row["email"], (string?)row["city"]));
        Assert.Equal(("+12125550123", null, ""), ((string?)row["mobile_phone"], (string?)row["title"], (string?)row["state"]));
        Assert.Equal(["c++"], row["departments"]!.AsArray().Select(element => (string?)element));
    }

    [Fact]
    public async Task Batch_WithTheWrongContentEncoding_IsRejected()
    {
        using var content = new StringContent("[]");
        content.Headers.ContentEncoding.Add("gzip");
        using var response = await service.Client.PostAsync("/contacts/batch-upsert", content, Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Batches_WithTheSameRowsInDifferentOrders_AllSucceed()
    {
        var uuids = Enumerable.Range(0, 50).Select(number => $"turn-{number}").ToList();
        var batches = Enumerable.Range(0, 8).Select(turn => new JsonArray(
            [
                .. (turn % 2 == 0 ? uuids : Enumerable.Reverse(uuids))
                    .Select(uuid => new JsonObject { ["uuid"] = uuid, ["name"] = $"turn {turn}" }),
            ]));
        await Task.WhenAll(batches.Select(batch => UpsertAsync("companies", batch.ToJsonString())));

        var row = await service.RowAsync("companies", "turn-7");
        Assert.Equal((string?)row!["name"], (string?)(await service.DocumentAsync("companies_index", "turn-7"))!["name"]);
    }

    [Fact]
    public async Task Batch_WhileElasticsearchIsUnavailable_FailsAndCanBeSentAgain()
    {
        const string Batch = """[{"uuid":"away","name":"Away"}]""";
        await service.Proxy.InterruptAsync();
        try
        {
            using var content = new StringContent(Batch);
            using var response = await service.Client.PostAsync("/companies/batch-upsert", content, Token);
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
            Assert.StartsWith(
                "ERR_ELASTICSEARCH_BULK_FAILURE: ", (string?)(await response.Content.ReadFromJsonAsync<JsonObject>(Token))!["error"],
                StringComparison.Ordinal);
            Assert.NotNull(await service.RowAsync("companies", "away"));
        }
        finally
        {
            service.Proxy.Restore();
        }

        await UpsertAsync("companies", Batch);
        Assert.NotNull(await service.DocumentAsync("companies_index", "away"));
    }

    [Theory]
    [InlineData("contacts", "$")]
    [InlineData("companies", "$")]
    [InlineData("common", "$.data")]
    public async Task Batch_OfAHundredWithThreeInvalidRows_IsRejectedWithAllThree(string kind, string root)
    {
        var bad = new Dictionary<int, JsonNode>
        {
            [7] = new JsonObject { ["city"] = 1 },
            [50] = new JsonArray(),
            [99] = new JsonObject { ["state"] = new JsonObject() },
        };
        var rows = new JsonArray(
            [
                .. Enumerable.Range(0, 100)
                    .Select(number => bad.GetValueOrDefault(number) ?? new JsonObject { ["uuid"] = $"bad-{kind}-{number}" }),
            ]);
        using var content = new StringContent((root == "$" ? (JsonNode)rows : new JsonObject { ["data"] = rows }).ToJsonString());
        using var response = await service.Client.PostAsync($"/{kind}/batch-upsert", content, Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var answer = await response.Content.ReadFromJsonAsync<JsonObject>(Token);
        Assert.Equal(
            [$"{root}[7].city", $"{root}[50]", $"{root}[99].state"], answer!["faults"]!.AsArray().Select(fault => (string)fault!["path"]!));
        Assert.Null(await service.RowAsync("contacts", $"bad-{kind}-0"));
    }

    [Fact]
    public async Task Batch_WithADocumentThatTheIndexRejects_FailsAndIndexesTheOthers()
    {
        // A batch with a keyword that no index accepts is rejected, but SQL can insert one. It becomes part of the
        // contact's document.
        await using (var command = service.Source.CreateCommand(
            "insert into companies (uuid, keywords) values ('refused-company', array[repeat('x', 40000)]) on conflict do nothing"))
        {
            await command.ExecuteNonQueryAsync(Token);
        }

        var batch = new JsonArray(
            new JsonObject { ["uuid"] = "refused", ["company_id"] = "refused-company" },
            new JsonObject { ["uuid"] = "taken", ["title"] = "Taken" });
        using var content = new StringContent(batch.ToJsonString());
        using var response = await service.Client.PostAsync("/contacts/batch-upsert", content, Token);
        var body = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.StatusCode == HttpStatusCode.InternalServerError, body);
        Assert.Contains("ERR_ELASTICSEARCH_BULK_FAILURE: the rows are written", body, StringComparison.Ordinal);
        Assert.NotNull(await service.RowAsync("contacts", "refused"));
        Assert.Equal("Taken", (string?)(await service.DocumentAsync("contacts_index", "taken"))!["title"]);
    }

    [Fact]
    public async Task Batches_ManyAtOnceOfTheSameRows_LeaveDocumentsThatEqualTheirRows()
    {
        const int AtOnce = 50;
        var batches = int.Parse(
            Environment.GetEnvironmentVariable("VQL_UPSERTS") ?? "100", System.Globalization.CultureInfo.InvariantCulture);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Token };
        await Parallel.ForAsync(0, batches, options, async (turn, _) =>
        {
            var numbers = Enumerable.Range(0, 50).Select(number => ((number * 7) + turn) % 50);
            var rows = new JsonArray([.. numbers.Select(number => turn % 2 == 0
                ? new JsonObject { ["uuid"] = $"crowd-company-{number}", ["name"] = $"name {turn}" }
                : new JsonObject
                {
                    ["uuid"] = $"crowd-{number}",
                    ["company_id"] = $"crowd-company-{number}",
                    ["title"] = $"title {turn}",
                })]);
            await UpsertAsync(turn % 2 == 0 ? "companies" : "contacts", rows.ToJsonString());
        });

        for (var number = 0; number < 50; number++)
        {
            var (contact, company) = (
                await service.RowAsync("contacts", $"crowd-{number}"), await service.RowAsync("companies", $"crowd-company-{number}"));
            var document = await service.DocumentAsync("contacts_index", $"crowd-{number}");
            Assert.Equal((string?)contact!["title"], (string?)document!["title"]);
            Assert.Equal((string?)company!["name"], (string?)document["company_name"]);
            Assert.Equal(
                (string?)company["name"], (string?)(await service.DocumentAsync("companies_index", $"crowd-company-{number}"))!["name"]);
        }
    }

    private async Task UpsertAsync(string kind, string body)
    {
        using var content = new StringContent(body);
        using var response = await service.Client.PostAsync($"/{kind}/batch-upsert", content, Token);
        var answer = await response.Content.ReadAsStringAsync(Token);
        Assert.True(answer == """{"success":true}""", answer);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
