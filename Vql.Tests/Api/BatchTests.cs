using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>Batches of writes over HTTP.</summary>
public sealed class BatchTests(RecordedRows rows) : IClassFixture<RecordedRows>, IAsyncLifetime
{
    private RunningApi _api = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _api = await RunningApi.StartAsync(rows.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_ENABLED=false");

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Batch_WithEveryAction_WritesEachItemAndReportsThemInOrder()
    {
        var kept = await CreateAsync("contacts/", """{"first_name":"Kept","city":"Oslo","title":"Old"}""");
        var gone = await CreateAsync("contacts/", """{"first_name":"Gone"}""");
        var mailed = await CreateAsync("contacts/", """{"email":"mailed@batch.example","title":"Old","departments":["Sales"]}""");
        using var response = await SendAsync("contacts/batch", Batch(
            """{"action":"create","row":{"first_name":"Bo","departments":["R&D","Sales"],"email":"Bo@Batch.example","title":null}}""",
            $$$"""{"action":"update","uuid":"{{{kept}}}","row":{"title":"New","city":null}}""",
            """{"action":"update","match":"email","row":{"email":"mailed@batch.example","departments":null}}""",
            """{"action":"upsert","match":"email","row":{"email":"MAILED@batch.example","title":"New"}}""",
            """{"action":"upsert","match":"linkedin_url","row":{"linkedin_url":"linkedin.com/in/batch","title":"New"}}""",
            $$$"""{"action":"delete","uuid":"{{{gone}}}"}"""));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotEmpty(response.Headers.GetValues("X-VQL-Position"));
        var answer = await JsonOf(response);
        Assert.Equal("201 200 200 200 201 204", StatusesOf(answer));
        Assert.Equal((2, 3, 1, 0), CountsOf(answer));
        var uuids = answer.GetProperty("results").EnumerateArray().Select(result => TextOf(result, "uuid")).ToList();
        Assert.Equal([kept, mailed, mailed, gone], [uuids[1], uuids[2], uuids[3], uuids[5]]);

        var created = await ContactAsync(uuids[0]);
        Assert.Equal(
            ("Bo", "bo@batch.example", "r&d, sales", null),
            (TextOf(created, "first_name"), TextOf(created, "email"), TextOf(created, "departments"), TextOf(created, "title")));
        var changed = await ContactAsync(kept);
        Assert.Equal(("Kept", "New", null), (TextOf(changed, "first_name"), TextOf(changed, "title"), TextOf(changed, "city")));
        var merged = await ContactAsync(mailed);
        Assert.Equal(("New", null), (TextOf(merged, "title"), TextOf(merged, "departments")));
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"contacts/{gone}/")).StatusCode);
    }

    [Fact]
    public async Task Batch_WithItemsThatFail_WritesTheOthers()
    {
        foreach (var uuid in new[] { "0b0b0b0b-0000-4000-8000-000000000001", "0b0b0b0b-0000-4000-8000-000000000002" })
        {
            await CreateAsync("companies/", $$"""{"uuid":"{{uuid}}","website":"twins.example"}""");
        }

        using var response = await SendAsync("companies/batch", Batch(
            """{"action":"create","row":{"name":"Written first","employees_count":7}}""",
            """{"action":"create","row":{"nam":"x","employees_count":"5"}}""",
            """{"action":"update","uuid":"nowhere","row":{"name":"x"}}""",
            """{"action":"delete","uuid":"nowhere"}""",
            """{"action":"create","row":{"uuid":"0b0b0b0b-0000-4000-8000-000000000001"}}""",
            """{"action":"upsert","match":"domain","row":{"website":"twins.example"}}""",
            """{"action":"upsert","row":{"website":"twins.example"}}""",
            """{"action":"remove","uuid":"x"}""",
            """5""",
            """{"action":"delete","uuid":"x","row":{}}""",
            """{"action":"upsert","match":"domain","row":{"website":"last.example","name":"Written last"}}"""));
        var answer = await JsonOf(response);
        Assert.Equal("201 400 404 404 409 409 400 400 400 400 201", StatusesOf(answer));
        Assert.Equal((2, 0, 0, 9), CountsOf(answer));
        var problems = answer.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("problem")).ToList();
        Assert.Equal(JsonValueKind.Null, problems[0].ValueKind);
        Assert.Equal(
            "$.items[1].row.employees_count,$.items[1].row.nam;$.items[6].match;$.items[7].action;$.items[8];$.items[9].row",
            string.Join(';', problems.Where(problem => problem.ValueKind == JsonValueKind.Object)
                .Select(problem => problem.GetProperty("errors")).Where(errors => errors.ValueKind == JsonValueKind.Object)
                .Select(errors => string.Join(',', errors.EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal)))));
        Assert.Equal(2, problems[5].GetProperty("uuids").GetArrayLength());
        Assert.Equal(1, await CountAsync("companies/count/?name=Written first&name.match=exact"));
        Assert.Equal(1, await CountAsync("companies/count/?name=Written last&name.match=exact"));
    }

    [Fact]
    public async Task Batch_WithValuesThatTheDatabaseRejects_WritesTheOthers()
    {
        await using (var constraint = rows.Source.CreateCommand("alter table contacts add constraint no_x check (stage <> 'x') not valid"))
        {
            await constraint.ExecuteNonQueryAsync(Token);
        }

        try
        {
            var items = Enumerable.Range(0, 20).Select(number =>
                $$$"""{"action":"create","row":{"first_name":"Sieved","stage":"{{{(number is 3 or 17 ? "x" : "y")}}}"}}""").ToArray();
            var answer = await JsonOf(await SendAsync("contacts/batch", Batch(items)));
            Assert.Equal((18, 0, 0, 2), CountsOf(answer));
            Assert.Equal(
                [3, 17],
                answer.GetProperty("results").EnumerateArray().Index()
                    .Where(result => result.Item.GetProperty("status").GetInt32() == 422).Select(result => result.Index));
            Assert.Equal(18, await CountAsync("contacts/count/?first_name=sieved&first_name.match=exact"));
        }
        finally
        {
            await using var drop = rows.Source.CreateCommand("alter table contacts drop constraint no_x");
            await drop.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task Batch_WithItemsForTheSameRow_ExecutesThemInTheirOrder()
    {
        using var response = await SendAsync("contacts/batch", Batch(
            """{"action":"upsert","match":"email","row":{"email":"order@batch.example","title":"One","stage":"kept"}}""",
            """{"action":"upsert","match":"email","row":{"email":"order@batch.example","title":"Two"}}""",
            """{"action":"create","row":{"uuid":"0b0b0b0b-0000-4000-8000-00000000000a","email":"new@batch.example","city":"Oslo"}}""",
            """{"action":"update","match":"email","row":{"email":"new@batch.example","title":"Three"}}""",
            """{"action":"update","uuid":"0b0b0b0b-0000-4000-8000-00000000000a","row":{"email":"moved@batch.example"}}""",
            """{"action":"update","match":"email","row":{"email":"new@batch.example","title":"Lost"}}""",
            """{"action":"upsert","match":"email","row":{"email":"moved@batch.example","title":"Four"}}""",
            """{"action":"delete","uuid":"0b0b0b0b-0000-4000-8000-00000000000a"}""",
            """{"action":"update","uuid":"0b0b0b0b-0000-4000-8000-00000000000a","row":{"title":"Lost"}}"""));
        var answer = await JsonOf(response);
        Assert.Equal("201 200 201 200 200 404 200 204 404", StatusesOf(answer));
        var merged = await ContactAsync(TextOf(answer.GetProperty("results")[0], "uuid"));
        Assert.Equal(("Two", "kept"), (TextOf(merged, "title"), TextOf(merged, "stage")));
        Assert.Equal(0, await CountAsync("contacts/count/?title=Lost&title.match=exact"));
    }

    [Fact]
    public async Task Batch_WithIfMatch_WritesOnlyTheExpectedState()
    {
        var uuid = await CreateAsync("companies/", """{"name":"Tagged","website":"batch-tag.example"}""");
        using var seen = await GetAsync($"companies/{uuid}/");
        var tag = JsonValue.Create(seen.Headers.ETag!.ToString()).ToJsonString();
        var answer = await JsonOf(await SendAsync("companies/batch", Batch(
            $$$"""{"action":"update","uuid":"{{{uuid}}}","if_match":{{{tag}}},"row":{"name":"Second"}}""",
            $$$"""{"action":"update","uuid":"{{{uuid}}}","if_match":{{{tag}}},"row":{"name":"Lost"}}""",
            $$$"""{"action":"upsert","match":"domain","if_match":"\"other\"","row":{"website":"batch-tag.example","name":"Lost"}}""",
            """{"action":"upsert","match":"domain","if_match":"*","row":{"website":"batch-untagged.example"}}""",
            $$$"""{"action":"delete","uuid":"{{{uuid}}}","if_match":"no tag"}""",
            $$$"""{"action":"delete","uuid":"{{{uuid}}}","if_match":5}""")));
        Assert.Equal("200 412 412 412 412 400", StatusesOf(answer));
        Assert.Equal("Second", TextOf(await JsonOf(await GetAsync($"companies/{uuid}/")), "name"));
    }

    [Fact]
    public async Task Batch_WithOneKey_IsWrittenOnce()
    {
        static void Key(HttpRequestMessage request) => request.Headers.Add("Idempotency-Key", "batch-once");

        var body = Batch("""{"action":"create","row":{"first_name":"Batched"}}""", """{"action":"create","row":{"title":5}}""");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            using var response = await SendAsync("contacts/batch", body, Key);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return await response.Content.ReadAsStringAsync(Token);
        }));
        Assert.Single(answers.Distinct());
        Assert.Equal(1, await CountAsync("contacts/count/?first_name=batched&first_name.match=exact"));
        using var reused = await SendAsync("contacts/batch", Batch("""{"action":"delete","uuid":"x"}"""), Key);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, reused.StatusCode);
    }

    [Fact]
    public async Task Batches_OfTheSameRowsAtOnce_CreateEachRowOnce()
    {
        const int Emails = 40;
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async batch =>
        {
            var emails = Enumerable.Range(0, Emails).Select(number => batch % 2 == 0 ? number : Emails - 1 - number);
            return await JsonOf(await SendAsync("contacts/batch", Batch([.. emails.Select(number =>
                $$$"""
                {"action":"upsert","match":"email","row":{"email":"many{{{number}}}@many-batch.example","stage":"{{{batch}}}"}}
                """)])));
        }));
        Assert.Equal((Emails, 5 * Emails, 0), (answers.Sum(answer => CountsOf(answer).Created),
            answers.Sum(answer => CountsOf(answer).Updated), answers.Sum(answer => CountsOf(answer).Failed)));
        Assert.Equal(Emails, await CountAsync("contacts/count/?email_domain=many-batch.example"));
    }

    [Fact]
    public async Task Batch_OfTheMaximumNumberOfItems_IsWritten()
    {
        var items = Enumerable.Range(0, 500).Select(number =>
            $$$"""{"action":"upsert","match":"domain","row":{"website":"c{{{number}}}.full-batch.example","city":"Full"}}""").ToArray();
        Assert.Equal((500, 0, 0, 0), CountsOf(await JsonOf(await SendAsync("companies/batch", Batch(items)))));
        Assert.Equal((0, 500, 0, 0), CountsOf(await JsonOf(await SendAsync("companies/batch", Batch(items)))));
        Assert.Equal(500, await CountAsync("companies/count/?city=full"));
    }

    [Theory]
    [InlineData("", "$")]
    [InlineData("5", "$")]
    [InlineData("{}", "$.items")]
    [InlineData("""{"items":[{"action":"create","row":{"\ud800":1}}]}""", "$")]
    [InlineData("""{"items":[]}""", "$.items")]
    [InlineData("""{"items":{},"item":1}""", "$.item,$.items")]
    public async Task Batch_WithAnInvalidBody_IsRejected(string body, string members)
    {
        using var response = await SendAsync("contacts/batch", body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(
            members.Split(','),
            (await JsonOf(response)).GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Batch_WithTooManyItems_IsRejected()
    {
        using var response = await SendAsync("contacts/batch", Batch([.. Enumerable.Repeat("""{"action":"delete","uuid":"x"}""", 501)]));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static string Batch(params string[] items) => $$"""{"items":[{{string.Join(',', items)}}]}""";

    private static string StatusesOf(JsonElement answer) =>
        string.Join(' ', answer.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("status").GetInt32()));

    private static (int Created, int Updated, int Deleted, int Failed) CountsOf(JsonElement answer) =>
        (answer.GetProperty("created").GetInt32(), answer.GetProperty("updated").GetInt32(), answer.GetProperty("deleted").GetInt32(),
            answer.GetProperty("failed").GetInt32());

    private async Task<string> CreateAsync(string collection, string body)
    {
        using var response = await SendAsync(collection, body);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return TextOf(await JsonOf(response), "uuid")!;
    }

    private async Task<JsonElement> ContactAsync(string? uuid) => await JsonOf(await GetAsync($"contacts/{uuid}/"));

    private Task<HttpResponseMessage> GetAsync(string path) => _api.Client.GetAsync(new Uri($"/api/v1/{path}", UriKind.Relative), Token);

    private async Task<long> CountAsync(string path) => (await _api.GetAsync($"/api/v1/{path}")).GetProperty("count").GetInt64();

    private async Task<HttpResponseMessage> SendAsync(string path, string body, Action<HttpRequestMessage>? more = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/{path}")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        more?.Invoke(request);
        return await _api.Client.SendAsync(request, Token);
    }

    private static Task<JsonElement> JsonOf(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>(Token);

    private static string? TextOf(JsonElement row, string member) => row.GetProperty(member).GetString();
}
