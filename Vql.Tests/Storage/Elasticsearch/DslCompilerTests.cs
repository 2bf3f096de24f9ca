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

    [Theory]
    [InlineData("{}", 25, null)]
    [InlineData("""{"page":1,"limit":7}""", 7, 0)]
    [InlineData("""{"page":3,"limit":7}""", 7, 14)]
    public void Compile_Page_SkipsTheRowsBefore(string vql, int size, int? from)
    {
        var dsl = CompileText(vql);

        Assert.Equal(size, dsl["size"]!.GetValue<int>());
        Assert.Equal(from, dsl["from"]?.GetValue<int>());
        Assert.Null(dsl["highlight"]);
        Assert.Null(dsl["aggs"]);
        Assert.Null(dsl["pit"]);
        Assert.Equal("_none_", dsl["stored_fields"]!.GetValue<string>());
    }

    [Fact]
    public void Compile_Highlight_MarksWholeTextsAndReturnsNoSource()
    {
        var dsl = CompileText("""{"highlight":["title","company_name"]}""");

        Assert.Equal("""{"fields":{"company_name":{},"title":{}},"number_of_fragments":0}""", JsonShape.Of(dsl["highlight"]));
        Assert.False(dsl["_source"]!.GetValue<bool>());
        Assert.Null(dsl["stored_fields"]);
    }

    [Fact]
    public void Compile_PointInTimeOfACursor_IsKeptAgain()
    {
        var dsl = CompileText("""{"point_in_time":{"keep_alive":"2m"},"cursor":["1","a","id"]}""");

        Assert.Equal("""{"id":"id","keep_alive":"120s"}""", JsonShape.Of(dsl["pit"]));
        Assert.Equal("""[1,"a"]""", JsonShape.Of(dsl["search_after"]));
        Assert.Null(CompileText("""{"point_in_time":true}""")["pit"]);
    }

    [Theory]
    [InlineData("""{"gte":1707523200000,"lt":1709209815250}""", """{"gte":1707523200000,"lt":1709209815250}""")]
    [InlineData("""{"gte":"2024-02-10","lt":"2024-03-01"}""", """{"gte":"2024-02-10","lt":"2024-03-01"}""")]
    [InlineData("""{"gte":1707523200000,"lt":"2024-03-01"}""", """{"gte":"1707523200000","lt":"2024-03-01"}""")]
    [InlineData("""{"gte":2024,"lt":"2024-03-01"}""", """{"gte":"00002024","lt":"2024-03-01"}""")]
    [InlineData("""{"gte":2024,"lt":2025.5}""", """{"gte":"00002024","lt":"2025.5"}""")]
    [InlineData("{}", "{}")]
    public void Compile_BoundsOfADate_KeepTheirMeaningBesideTheOther(string bounds, string expected)
    {
        var dsl = CompileText($$"""{"where":{"range_query":{"must":{"created_at":{{bounds}}} } } }""", count: true);

        AssertJson(expected, dsl["query"]!["bool"]!["filter"]![0]!["range"]!["created_at"]);
    }

    [Fact]
    public void Compile_Facets_AreCountedWithoutTheirOwnConditions()
    {
        var dsl = CompileText(
            """
            {"where":{"keyword_match":{"must":{"seniority":"vp","city":["berlin"]}}},
             "facets":["seniority",{"field":"country","size":3}]}
            """)["aggs"]!;

        AssertJson(
            """
            {"global":{},
             "aggs":{"rows":{"filter":{"bool":{"filter":[{"terms":{"city":["berlin"]}}]}},
                             "aggs":{"values":{"terms":{"field":"seniority","size":10}}}}}}
            """,
            dsl["seniority"]);
        var rows = dsl["country"]!["aggs"]!["rows"]!;
        Assert.Equal(2, rows["filter"]!["bool"]!["filter"]!.AsArray().Count);
        Assert.Equal("""{"values":{"terms":{"field":"country","size":3}}}""", JsonShape.Of(rows["aggs"]));
    }

    [Fact]
    public void Compile_Relevance_IsTheSumOfTheFirstTiers()
    {
        var dsl = CompileText(
            """
            {"where":{"exists":["email"]},
             "order_by":[{"order_by":"relevance","order_direction":"desc",
                          "scores":[[{"weight":8,"where":{"exists":["city"]}},{"weight":2}],[{"weight":1}]]}]}
            """);

        AssertJson(
            """
            {"bool":{"filter":{"bool":{"filter":[{"exists":{"field":"email"}}]}},
                     "should":[{"dis_max":{"queries":[
                                   {"constant_score":{"filter":{"bool":{"filter":[{"exists":{"field":"city"}}]}},"boost":8}},
                                   {"constant_score":{"filter":{"match_all":{}},"boost":2}}]}},
                               {"dis_max":{"queries":[{"constant_score":{"filter":{"match_all":{}},"boost":1}}]}}]}}
            """,
            dsl["query"]);
        Assert.Equal("""{"_score":{"order":"desc"}}""", JsonShape.Of(dsl["sort"]![0]));
    }

    private static void AssertJson(string expected, JsonNode? actual) =>
        Assert.Equal(JsonShape.Of(JsonNode.Parse(expected)), JsonShape.Of(actual));

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
