using System.Text.Json.Nodes;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SearchNode;

/// <summary>Tests of the searches of the embedded node.</summary>
public sealed class NodeSearchTests(EmptyNode engine) : SearchTests(engine), IClassFixture<EmptyNode>
{
    [Theory]
    [InlineData("""{"script_fields":{"a":{"script":"1"}}}""", "parsing_exception")]
    [InlineData("""{"runtime_mappings":{"a":{"type":"long"}}}""", "parsing_exception")]
    [InlineData("""{"aggs":{"a":{"significant_terms":{"field":"k"}}}}""", "parsing_exception")]
    [InlineData("""{"aggs":{"a":{"percentiles":{"field":"n","hdr":{}}}}}""", "x_content_parse_exception")]
    [InlineData("""{"query":{"regexp":{"k":"<1-10>"}}}""", "search_phase_execution_exception")]
    public async Task Search_ThatTheNodeDoesNotSupport_IsRejected(string body, string type)
    {
        await FillFieldsAsync();
        Assert.Equal((400, type), await FailAsync("POST", Named("/INDEX/_search"), body));
    }
}

/// <summary>The same tests of the real Elasticsearch.</summary>
[Collection(ReferenceCollection.Name)]
public sealed class ReferenceSearchTests(RecordedReference engine) : SearchTests(engine);

/// <summary>Tests of hits and aggregations as ordinary clients request them, on either engine.</summary>
public abstract class SearchTests(RecordedEngine engine) : EngineTests(engine)
{
    [Fact]
    public async Task Wildcard_AroundAWordOfTheMaximumLength_FindsThatWordOnly()
    {
        var word = new string('b', 255);
        await PutAsync("1", $$"""{"t":"a {{word}}"}""");
        await PutAsync("2", $$"""{"t":"a {{word[1..]}}"}""");

        var search = """{"query":{"wildcard":{"t":{"value":"*WORD*"}}}}""".Replace("WORD", word, StringComparison.Ordinal);
        Assert.Equal(["1"], await IdsAsync(search));
    }

    [Theory]
    [InlineData("""{"fields":["n","t"]}""", """{"n":[3,1],"t":["Two Words"]}""")]
    [InlineData("""{"fields":[{"field":"d","format":"yyyy"},"k*"]}""", """{"d":["2024"],"k":["b","a","b"]}""")]
    [InlineData("""{"fields":["d","f","b","s","o.*"]}""",
        """{"d":["2024-02-10T00:00:00.000Z"],"f":[0.1],"b":[true],"s":[7],"o.x":[1,2]}""")]
    [InlineData("""{"fields":[{"field":"u*","include_unmapped":true}]}""", """{"u.v":["w"]}""")]
    [InlineData("""{"docvalue_fields":["n","k","b"]}""", """{"n":[1,3],"k":["a","b"],"b":[true]}""")]
    [InlineData("""{"docvalue_fields":["f",{"field":"d","format":"epoch_millis"},"none"]}""",
        """{"f":[0.10000000149011612],"d":["1707523200000"]}""")]
    [InlineData("""{"fields":["none"]}""", null)]
    public async Task Hit_WithRequestedFields_HasTheirValues(string body, string? expected)
    {
        await FillFieldsAsync();
        var hit = (await SendAsync("POST", Named("/INDEX/_search"), body)).Body["hits"]!["hits"]![0]!;
        Assert.Equal(expected is null ? null : Sorted(JsonNode.Parse(expected)!), hit["fields"] is { } fields ? Sorted(fields) : null);
        Assert.NotNull(hit["_source"]);
    }

    [Fact]
    public async Task Hit_WithoutStoredFields_HasNeitherIdNorSource()
    {
        await FillFieldsAsync();
        var search = await SendAsync("POST", Named("/INDEX/_search"), """{"stored_fields":"_none_","docvalue_fields":["n"]}""");
        var hit = search.Body["hits"]!["hits"]![0]!.AsObject();
        Assert.Equal(["_index", "_score", "fields"], hit.Select(member => member.Key).Order(StringComparer.Ordinal));
        var url = await SendAsync("GET", Named("/INDEX/_search?docvalue_fields=n,k&_source=false"));
        Assert.Equal("""{"k":["a","b"],"n":[1,3]}""", Sorted(url.Body["hits"]!["hits"]![0]!["fields"]!));
    }

    [Theory]
    [InlineData("""{"docvalue_fields":["t"]}""", "search_phase_execution_exception")]
    [InlineData("""{"fields":[{"field":"k","format":"yyyy"}]}""", "search_phase_execution_exception")]
    [InlineData("""{"fields":5}""", "parsing_exception")]
    public async Task Fields_WithoutSuchValues_AreRejected(string body, string type)
    {
        await FillFieldsAsync();
        Assert.Equal((400, type), await FailAsync("POST", Named("/INDEX/_search"), body));
    }

    [Fact]
    public async Task Hit_OfNamedQueries_HasTheirNames()
    {
        await FillAsync(3);
        var body = (await SendAsync("POST", Named("/INDEX/_search"), """
            {"sort":["n"],"query":{"bool":{"should":[
              {"term":{"n":{"value":1,"_name":"first"}}},{"match":{"t":{"query":"three","_name":"third"}}},
              {"range":{"n":{"gte":1,"_name":"all"}}}]}}}
            """)).Body;
        Assert.Equal(
            ["all,first", "all", "all,third"],
            body["hits"]!["hits"]!.AsArray().Select(hit => string.Join(
                ',', hit!["matched_queries"]!.AsArray().Select(name => (string)name!).Order(StringComparer.Ordinal))));
    }

    [Fact]
    public async Task Keyword_ThatIsTooLong_IsNamedInTheHit()
    {
        await SendAsync("PUT", $"/{Index}", """{"mappings":{"properties":{"k":{"type":"keyword","ignore_above":3}}}}""");
        await PutAsync("1", """{"k":"long text"}""");
        var hit = (await SendAsync("GET", $"/{Index}/_search")).Body["hits"]!["hits"]![0]!;
        Assert.Equal("""["k"]""", hit["_ignored"]!.ToJsonString());
    }

    [Theory]
    [InlineData("b", "\"yes\"")]
    [InlineData("b", "1")]
    [InlineData("s", "40000")]
    [InlineData("n", "9223372036854775808")]
    [InlineData("n", "true")]
    [InlineData("f", "\"NaN\"")]
    [InlineData("f", "1e300")]
    [InlineData("d", "\"now\"")]
    [InlineData("d", "\"2024-02-10||+1d\"")]
    [InlineData("d", "\"\"")]
    public async Task Value_ThatDoesNotFitItsField_IsRejected(string field, string value)
    {
        await FillFieldsAsync();
        Assert.Equal((400, "document_parsing_exception"), await FailAsync("PUT", $"/{Index}/_doc/2", $$"""{"{{field}}":{{value}}}"""));
    }

    [Fact]
    public async Task Objects_OfAnArray_AreFoundByEachOfTheirValues()
    {
        await PutAsync("1", """{"l":[{"x":1,"y":"a"},{"x":2},{"y":"b"}]}""");
        Assert.Equal(["1"], await IdsAsync("""{"query":{"bool":{"filter":[{"term":{"l.x":2}},{"term":{"l.y":"b"}}]}}}"""));
        var stats = (await SendAsync("POST", $"/{Index}/_search", """{"aggs":{"a":{"stats":{"field":"l.x"}}}}""")).Body;
        Assert.Equal((2, 3), ((int)stats["aggregations"]!["a"]!["count"]!, (double)stats["aggregations"]!["a"]!["sum"]!));
    }

    [Fact]
    public async Task ExtendedStats_OfNumbers_HaveTheirVariance()
    {
        await FillAsync(20);
        var result = await AggregateAsync("""{"extended_stats":{"field":"n","sigma":1}}""");
        Assert.Equal((20, 2870), ((int)result["count"]!, (double)result["sum_of_squares"]!));
        Assert.Equal(33.25, (double)result["variance_population"]!, 1e-9);
        Assert.Equal(35, (double)result["variance_sampling"]!, 1e-9);
        Assert.Equal(10.5 - Math.Sqrt(33.25), (double)result["std_deviation_bounds"]!["lower"]!, 1e-9);
        Assert.Equal(10.5 + Math.Sqrt(35), (double)result["std_deviation_bounds"]!["upper_sampling"]!, 1e-9);

        var none = await AggregateAsync("""{"extended_stats":{"field":"none"}}""");
        Assert.Equal(
            ["0", null, "0", null, null],
            new[] { none["count"], none["avg"], none["sum"], none["variance"], none["std_deviation_bounds"]!["upper"] }
                .Select(value => value is null ? null : $"{(double)value}"));
    }

    [Fact]
    public async Task Percentiles_OfNumbers_AreInterpolated()
    {
        await FillAsync(20);
        var keyed = (await AggregateAsync("""{"percentiles":{"field":"n","percents":[99.5,10,50]}}"""))["values"]!.AsObject();
        Assert.Equal(["10.0", "50.0", "99.5"], keyed.Select(percentile => percentile.Key));
        Assert.Equal([2.9, 10.5, 19.905], keyed.Select(percentile => Math.Round((double)percentile.Value!, 6)));
        var listed = (await AggregateAsync("""{"percentiles":{"field":"n","keyed":false}}"""))["values"]!.AsArray();
        Assert.Equal([1, 5, 25, 50, 75, 95, 99], listed.Select(percentile => (double)percentile!["key"]!));
        Assert.Null((await AggregateAsync("""{"percentiles":{"field":"none","percents":[50]}}"""))["values"]!["50.0"]);
    }

    [Fact]
    public async Task TopHits_OfABucket_AreItsBestHits()
    {
        await FillAsync(9);
        var buckets = (await AggregateAsync("""
            {"terms":{"field":"t.keyword","order":{"_key":"asc"}},"aggs":{"top":{"top_hits":
              {"size":2,"sort":[{"n":"desc"}],"_source":["n"]}}}}
            """))["buckets"]!.AsArray();
        Assert.Equal(3, buckets.Count);
        var hits = buckets[0]!["top"]!["hits"]!;
        Assert.Equal("""{"value":3,"relation":"eq"}""", hits["total"]!.ToJsonString());
        Assert.Equal(["7", "4"], hits["hits"]!.AsArray().Select(hit => (string)hit!["_id"]!));
        Assert.Equal("""{"n":7}""", hits["hits"]![0]!["_source"]!.ToJsonString());
    }

    [Fact]
    public async Task Composite_ReadInPages_HasEachCombinationOnce()
    {
        await FillAsync(30);
        var sources = """[{"t":{"terms":{"field":"t.keyword","order":"desc"}}},{"n":{"histogram":{"field":"n","interval":10}}}]""";
        var (keys, after) = (new List<string>(), "");
        for (var page = 0; page < 20; page++)
        {
            var result = await AggregateAsync($$$"""{"composite":{"size":4,"sources":{{{sources}}}{{{after}}}}}""");
            var buckets = result["buckets"]!.AsArray();
            if (buckets.Count == 0)
            {
                break;
            }

            keys.AddRange(buckets.Select(bucket => $"{bucket!["key"]!["t"]} {(double)bucket["key"]!["n"]!:0} {bucket["doc_count"]}"));
            after = $",\"after\":{result["after_key"]!.ToJsonString()}";
        }

        Assert.Equal(
            ["number two 0 3", "number two 10 3", "number two 20 4", "number three 0 3", "number three 10 3", "number three 20 3",
                "number three 30 1", "number one 0 3", "number one 10 4", "number one 20 3"],
            keys);
    }

    [Theory]
    [InlineData("""{"composite":{"sources":[]}}""", "x_content_parse_exception")]
    [InlineData("""{"composite":{"sources":[{"a":{"terms":{"field":"n"}}},{"a":{"terms":{"field":"n"}}}]}}""",
        "x_content_parse_exception")]
    [InlineData("""{"percentiles":{"field":"n","percents":[101]}}""", "x_content_parse_exception")]
    [InlineData("""{"extended_stats":{"field":"n","sigma":-1}}""", "x_content_parse_exception")]
    [InlineData("""{"extended_stats":{"field":"n"},"aggs":{"b":{"max":{"field":"n"}}}}""", "illegal_argument_exception")]
    [InlineData("""{"percentiles":{"field":"t.keyword"}}""", "search_phase_execution_exception")]
    [InlineData("""{"top_hits":{"size":101}}""", "search_phase_execution_exception")]
    [InlineData("""{"no_such_aggregation":{}}""", "parsing_exception")]
    public async Task Aggregation_ThatIsInvalid_IsRejected(string aggregation, string type)
    {
        await FillAsync(3);
        Assert.Equal((400, type), await FailAsync("POST", Named("/INDEX/_search"), $$$"""{"aggs":{"a":{{{aggregation}}}}}"""));
    }

    [Theory]
    [InlineData("""{"regexp":{"t":"t[wh].+"}}""", "2,3")]
    [InlineData("""{"regexp":{"t.keyword":"number (one|two)"}}""", "1,2")]
    [InlineData("""{"regexp":{"t":{"value":"ONE|t..","case_insensitive":true}}}""", "1,2")]
    [InlineData("""{"regexp":{"t":"~(one)&[a-z]{3}"}}""", "2")]
    [InlineData("""{"regexp":{"t":{"value":"~(one)","flags":"NONE"}}}""", "")]
    [InlineData("""{"regexp":{"t":"\\w{5}"}}""", "3")]
    [InlineData("""{"query_string":{"query":"t:/t.+o/"}}""", "2")]
    [InlineData("""{"query_string":{"query":"/thr.*/"}}""", "3")]
    [InlineData("""{"wildcard":{"t.keyword":"*r t?o"}}""", "2")]
    [InlineData("""{"fuzzy":{"t":{"value":"to","fuzziness":1}}}""", "2")]
    [InlineData("""{"fuzzy":{"t":{"value":"on","fuzziness":2}}}""", "1")]
    [InlineData("""{"query_string":{"query":"t:/.*a.{40}/"}}""", "")]
    [InlineData("""{"fuzzy":{"t":{"value":"thre","fuzziness":1,"prefix_length":4}}}""", "3")]
    public async Task Pattern_OfTerms_FindsTheirDocuments(string query, string expected)
    {
        await FillAsync(3);
        Assert.Equal(expected, string.Join(',', (await IdsAsync($$"""{"query":{{query}},"sort":["n"]}"""))));
    }

    [Theory]
    [InlineData("{}", "<em>Two</em> <em>words</em>.",
        "A sentence with another <em>two</em> <em>words</em> is rather long, and it is cut at a word, of which there are <em>many</em>.")]
    [InlineData("""{"fragment_size":20}""", "<em>Two</em> <em>words</em>.", "sentence with another <em>two</em>",
        "<em>words</em> is rather long", "of which there are <em>many</em>")]
    [InlineData("""{"fragment_size":20,"number_of_fragments":1}""", "<em>Two</em> <em>words</em>.")]
    [InlineData("""{"fragment_size":20,"number_of_fragments":2,"order":"score"}""", "<em>Two</em> <em>words</em>.",
        "<em>words</em> is rather long")]
    [InlineData("""{"boundary_scanner":"word","number_of_fragments":2}""", "<em>Two</em>", "<em>two</em>")]
    public async Task Highlight_OfFragments_HasTheBestParts(string options, params string[] expected)
    {
        await PutAsync("1", """
            {"t":"Two words. A sentence with another two words is rather long, and it is cut at a word, of which there are many. The end!"}
            """);
        var highlight = JsonNode.Parse(options)!.AsObject();
        highlight["fields"] = new JsonObject { ["t"] = new JsonObject(), ["none"] = new JsonObject() };
        var body = new JsonObject
        {
            ["query"] = JsonNode.Parse("""{"match":{"t":"two words many"}}"""),
            ["highlight"] = highlight,
        };
        var hit = (await SendAsync("POST", Named("/INDEX/_search"), body.ToJsonString())).Body["hits"]!["hits"]![0]!;
        Assert.Equal(expected, hit["highlight"]!["t"]!.AsArray().Select(fragment => (string)fragment!));
    }

    [Theory]
    [InlineData("""{"regexp":{"t":"("}}""")]
    [InlineData("""{"regexp":{"t":"[a-z]*a[a-z]{40}"}}""")]
    [InlineData("""{"regexp":{"n":"1"}}""")]
    [InlineData("""{"wildcard":{"t":"*a????????????????????????????????????????"}}""")]
    [InlineData("""{"regexp":{"t":".*a.{40}"}}""")]
    public async Task Pattern_ThatIsInvalidOrTooComplex_IsRejected(string query)
    {
        await FillAsync(3);
        var (status, body) = await SendAsync("POST", Named("/INDEX/_search"), $$"""{"query":{{query}}}""");
        Assert.Equal((400, "query_shard_exception"), (status, (string?)body["error"]!["root_cause"]![0]!["type"]));
    }

    private protected async Task FillFieldsAsync()
    {
        await SendAsync("PUT", Named("/INDEX"), """
            {"settings":{"number_of_replicas":0},"mappings":{"dynamic":false,"properties":{
              "n":{"type":"long"},"t":{"type":"text"},"k":{"type":"keyword"},"d":{"type":"date"},"f":{"type":"float"},
              "b":{"type":"boolean"},"s":{"type":"short"},"o":{"properties":{"x":{"type":"integer"}}}}}}
            """);
        await PutAsync("1", """
            {"n":[3,1],"t":"Two Words","k":["b","a","b"],"d":"2024-02-10","f":0.1,"b":"true","s":"7","o":[{"x":1},{"x":2}],"u":{"v":"w"}}
            """);
    }

    private async Task<JsonNode> AggregateAsync(string aggregation) =>
        (await SendAsync("POST", Named("/INDEX/_search?size=0"), $$$"""{"aggs":{"a":{{{aggregation}}}}}""")).Body["aggregations"]!["a"]!;

    // The order of members has no meaning.
    private static string Sorted(JsonNode node) => node is JsonObject members
        ? $"{{{string.Join(',', members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(
            member => $"\"{member.Key}\":{(member.Value is null ? "null" : Sorted(member.Value))}"))}}}"
        : node.ToJsonString();
}
