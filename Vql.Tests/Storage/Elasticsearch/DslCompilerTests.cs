using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Dsl;
using Xunit;

namespace Vql.Tests.Storage.Elasticsearch;

public sealed class DslCompilerTests
{
    // Members that deliberately differ from those of the Go service.
    private static readonly string[] IntentionalDifferences = ["_source", "stored_fields", "track_total_hits", "sort"];

    public static TheoryData<string> RecordedNames { get; } =
    [
        .. Recorded().Where(test => test["better"] is null && test["elasticsearch"] is not null)
            .Select(test => test["name"]!.GetValue<string>()),
    ];

    [Theory]
    [MemberData(nameof(RecordedNames))]
    public void Compile_RecordedQuery_MatchesTheQueryOfTheGoService(string name)
    {
        var test = Recorded().First(candidate => candidate["name"]!.GetValue<string>() == name);
        var request = test["request"]!;
        var path = request["path"]!.GetValue<string>();
        var entity = path.StartsWith("/contacts", StringComparison.Ordinal) ? FieldCatalogue.Contacts : FieldCatalogue.Companies;
        var expected = test["elasticsearch"]!["body"]!.DeepClone().AsObject();

        var reading = VqlReader.Read(Encoding.UTF8.GetBytes(request["body"]!.ToJsonString()), entity);
        Assert.Empty(reading.Faults);
        var actual = Compile(entity, reading.Query!, count: path.EndsWith("count", StringComparison.Ordinal)).AsObject();

        if (expected["sort"] is JsonArray { Count: > 0 } sort)
        {
            Assert.Equal(JsonShape.Of(sort[0]), JsonShape.Of(actual["sort"]![0]));
        }

        foreach (var member in IntentionalDifferences)
        {
            expected.Remove(member);
            actual.Remove(member);
        }

        Assert.Equal(JsonShape.Of(expected), JsonShape.Of(actual));
    }

    [Fact]
    public void Compile_RangeMustNot_IsHonoured()
    {
        var dsl = CompileText("""{"where":{"range_query":{"must_not":{"company_employees_count":{"gte":1}}}}}""", count: true);

        Assert.Equal(
            """{"query":{"bool":{"must_not":[{"range":{"company_employees_count":{"gte":1}}}]}}}""", JsonShape.Of(dsl));
    }

    [Fact]
    public void Compile_NoOrder_SortsNewestFirstThenByUuid()
    {
        var dsl = CompileText("{}");

        Assert.Equal("""[{"created_at":{"order":"desc"}},{"uuid":{"order":"asc"}}]""", JsonShape.Of(dsl["sort"]));
        Assert.False(dsl["track_total_hits"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("asc", "last", long.MaxValue)]
    [InlineData("desc", "last", long.MinValue)]
    [InlineData("asc", "first", long.MinValue)]
    [InlineData("desc", "first", long.MaxValue)]
    public void Compile_CursorWithMissingNumber_NamesElasticsearchsPlaceForIt(string direction, string missing, long place)
    {
        var dsl = CompileText(
            $$"""
            {"order_by":[{"order_by":"company_employees_count","order_direction":"{{direction}}","missing":"{{missing}}"}],
             "cursor":[null,"u"]}
            """);

        Assert.Equal(place, dsl["search_after"]![0]!.GetValue<long>());
    }

    [Fact]
    public void Compile_Cursor_TypesValuesByTheirField()
    {
        var dsl = CompileText(
            """
            {"order_by":[{"order_by":"city"},{"order_by":"created_at"},{"order_by":"company_employees_count"}],
             "cursor":[null,"1704067200000","12","u"]}
            """);

        Assert.Equal("""[null,1704067200000,12,"u"]""", JsonShape.Of(dsl["search_after"]));
    }

    [Fact]
    public void Compile_ShuffleOnNumber_HasNoFuzziness()
    {
        var dsl = CompileText(
            """{"where":{"text_matches":{"must_not":["""
            + """{"text_value":"5","filter_key":"company_employees_count","search_type":"shuffle"}]}}}""");

        Assert.Equal(
            """{"company_employees_count":{"operator":"and","query":"5"}}""",
            JsonShape.Of(dsl["query"]!["bool"]!["must_not"]![0]!["match"]));
    }

    [Fact]
    public void Compile_MissingFirst_SetsMissing()
    {
        var dsl = CompileText("""{"order_by":[{"order_by":"city","missing":"first"}]}""");

        Assert.Equal("""{"city":{"missing":"_first","order":"asc"}}""", JsonShape.Of(dsl["sort"]![0]));
    }

    [Theory]
    [InlineData("", """{"mode":"min","missing":"_first","order":"desc"}""")]
    [InlineData("desc", """{"mode":"max","missing":"_first","order":"asc"}""")]
    public void Compile_ListWalkedBackwards_CountsBySameValueAsForwards(string direction, string expected)
    {
        var forwards = new VqlOrder("departments", direction == "desc");
        var dsl = Compile(FieldCatalogue.Contacts, new VqlQuery { OrderBy = VqlOrder.Reverse([forwards]) }, count: false);

        Assert.Equal(JsonShape.Of(JsonNode.Parse(expected)), JsonShape.Of(dsl["sort"]![0]!["departments"]));
    }

    [Fact]
    public void Compile_TextsOnOneField_AreAlternativesAndFieldsAreAllRequired()
    {
        var dsl = CompileText(
            """
            {"where":{"text_matches":{"must":[
              {"text_value":"a","filter_key":"title","search_type":"exact"},
              {"text_value":"b","filter_key":"first_name","search_type":"exact"},
              {"text_value":"c","filter_key":"title","search_type":"exact"}]}}}
            """);

        var must = dsl["query"]!["bool"]!["must"]!.AsArray();
        Assert.Equal([2, 1], must.Select(group => group!["bool"]!["should"]!.AsArray().Count));
    }

    private static JsonNode CompileText(string vql, bool count = false)
    {
        var reading = VqlReader.Read(Encoding.UTF8.GetBytes(vql), FieldCatalogue.Contacts);
        Assert.Empty(reading.Faults);
        return Compile(FieldCatalogue.Contacts, reading.Query!, count);
    }

    private static JsonNode Compile(EntityFields entity, VqlQuery query, bool count)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            if (count)
            {
                DslCompiler.WriteCount(writer, entity, query);
            }
            else
            {
                DslCompiler.WriteSearch(writer, entity, query);
            }
        }

        return JsonNode.Parse(json.ToArray())!;
    }

    private static IEnumerable<JsonNode> Recorded() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Conformance", "search.jsonl")).Select(line => JsonNode.Parse(line)!);
}
