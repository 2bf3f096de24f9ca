using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.Core.Language;
using Vql.Tests.Infrastructure;
using Vql.Tests.SyncWorker;

namespace Vql.Tests.Connectra;

[Collection(NodeServiceCollection.Name)]
public sealed class NodeBetterAnswerTests(NodeRecordedService service) : BetterAnswerTests(service);

[Collection(ReferenceCollection.Name)]
public sealed class ReferenceBetterAnswerTests(ReferenceRecordedService service)
    : BetterAnswerTests(service), IClassFixture<ReferenceRecordedService>;

/// <summary>
/// Tests of recorded requests for which the responses deliberately differ from the incorrect ones of the Go service.
/// </summary>
public abstract class BetterAnswerTests(RecordedService service) : LoadedTests(() => service.Loaded)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RangeMustNot_FindsWhatIsOutside()
    {
        var (path, query) = Recorded("range must_not is ignored");
        var total = await CountAsync(path, new JsonObject());
        var outside = await CountAsync(path, query);
        var clauses = query["where"]!["range_query"]!.AsObject();
        clauses["must"] = clauses["must_not"]!.DeepClone();
        clauses.Remove("must_not");
        var inside = await CountAsync(path, query);
        Assert.Equal(total, inside + outside);
        Assert.All([inside, outside], count => Assert.NotEqual(0, count));
    }

    [Fact]
    public async Task FuzzyWord_OfThousandsOfLetters_IsAnsweredInTime()
    {
        var query = JsonNode.Parse(
            """{"where":{"text_matches":{"must":[{"filter_key":"title","search_type":"shuffle","fuzzy":true}]}}}""")!;
        query["where"]!["text_matches"]!["must"]![0]!["text_value"] = new string('y', 16_000);
        Assert.Equal(0, await CountAsync("/contacts/count", query));
    }

    [Fact]
    public async Task FuzzyText_OfAThousandWords_IsAnsweredInTime_AndOfFiveThousandRejected()
    {
        var query = JsonNode.Parse(
            """{"where":{"text_matches":{"must":[{"filter_key":"title","search_type":"shuffle","fuzzy":true}]}}}""")!;
        var words = Enumerable.Range(0, 5_000).Select(number => $"w{number * 7_919_333L % 9_999_991:D7}").ToList();
        var clause = query["where"]!["text_matches"]!["must"]![0]!;
        clause["text_value"] = string.Join(' ', words.Take(1_000));
        Assert.Equal(0, await CountAsync("/contacts/count", query));

        clause["text_value"] = string.Join(' ', words);
        using var rejected = await SendAsync("contacts", "count", query);
        Assert.Equal(HttpStatusCode.BadRequest, rejected.StatusCode);
    }

    [Fact]
    public async Task SortOnADate_IsAppliedAndContinuesByCursor()
    {
        var (path, query) = Recorded("sort on a date");
        query["limit"] = 20;
        var whole = await ListAsync(path, query);
        Assert.Equal(whole.Select(CreatedAt).Order(), whole.Select(CreatedAt));

        query["limit"] = 10;
        var first = await ListAsync(path, query);
        query["cursor"] = first[^1]["cursor"]!.DeepClone();
        Assert.All(query["cursor"]!.AsArray(), value => Assert.Equal(JsonValueKind.String, value!.GetValueKind()));
        Assert.Equal(whole.Select(Uuid), first.Concat(await ListAsync(path, query)).Select(Uuid));
    }

    [Fact]
    public async Task CompanyColumnsWithoutUuid_ComeWithTheCompany()
    {
        var (path, query) = Recorded("companies populated, columns without uuid");
        var columns = query["company_config"]!["select_columns"]!.AsArray().Select(column => (string)column!).ToList();
        var companies = (await ListAsync(path, query)).Select(row => row["company"]).OfType<JsonObject>().ToList();
        Assert.NotEmpty(companies);
        Assert.All(
            companies,
            company => Assert.Subset(new HashSet<string>([.. columns, "uuid"]), company.Select(member => member.Key).ToHashSet()));
        Assert.All(columns, column => Assert.Contains(companies, company => company[column] is not null));
    }

    [Fact]
    public async Task ColumnsWithoutUuid_LoseNoRow()
    {
        var (path, query) = Recorded("columns without uuid lose every row");
        var columns = query["select_columns"]!.AsArray().Select(column => (string)column!).ToList();
        var rows = await ListAsync(path, query);
        query.Remove("select_columns");
        Assert.Equal((await ListAsync(path, query)).Select(Cursor), rows.Select(Cursor));
        Assert.All(columns, column => Assert.Contains(rows, row => row[column] is not null));
    }

    [Fact]
    public async Task SecondPageWithoutALimit_IsTheSecond25()
    {
        var (path, query) = Recorded("page 2 without a limit starts at 0");
        var second = await ListAsync(path, query);
        query.Remove("page");
        query["limit"] = 50;
        Assert.Equal((await ListAsync(path, query))[25..].Select(Uuid), second.Select(Uuid));
    }

    private static (string Path, JsonObject Query) Recorded(string name)
    {
        var recorded = RecordedSearch.All.Single(search => search.Name == name);
        return (recorded.Path, JsonNode.Parse(recorded.Body)!.AsObject());
    }

    private static string Uuid(JsonNode row) => (string)row["uuid"]!;

    private static string Cursor(JsonNode row) => row["cursor"]!.ToJsonString();

    private static DateTimeOffset CreatedAt(JsonNode row) => (DateTimeOffset)row["created_at"]!;

    private async Task<long> CountAsync(string path, JsonNode query) =>
        (long)(await AskAsync(path.Split('/')[1], "count", query))["count"]!;

    private async Task<List<JsonNode>> ListAsync(string path, JsonNode query) =>
        [.. (await AskAsync(path.Split('/')[1], "", query))["data"]!.AsArray().Select(row => row!)];

    // Connectra's limit of 10 s is fixed, and the first attempts on a busy machine can exceed it.
    private async Task<JsonNode> AskAsync(string entity, string what, JsonNode query)
    {
        var answer = "";
        await StreamRig.WaitUntilAsync(
            async () =>
            {
                using var response = await SendAsync(entity, what, query);
                answer = await response.Content.ReadAsStringAsync(Token);
                var isLate = answer.Contains("no response within", StringComparison.Ordinal);
                Assert.True(response.IsSuccessStatusCode || isLate, answer);
                return !isLate;
            },
            () => answer);
        return JsonNode.Parse(answer)!;
    }

    private async Task<HttpResponseMessage> SendAsync(string entity, string what, JsonNode query)
    {
        using var content = new StringContent(query.ToJsonString(), Encoding.UTF8, "application/json");
        return await service.Client.PostAsync($"/{entity}/{what}", content, Token);
    }
}
