using System.Text;
using System.Text.Json.Nodes;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SearchNode;

/// <summary>Tests of the embedded node as clients of Elasticsearch use it.</summary>
public sealed class NodeClientTests(RecordedNode engine) : ClientTests(engine), IClassFixture<RecordedNode>
{
    [Fact]
    public async Task QueryString_WithThousandsOfGroups_IsRejected()
    {
        await FillAsync(1);
        var query = new JsonObject { ["query_string"] = new JsonObject { ["query"] = new string('(', 100_000) } };
        var search = new JsonObject { ["query"] = query }.ToJsonString();
        Assert.Equal((400, "search_phase_execution_exception"), await FailAsync("POST", Named("/INDEX/_search"), search));
    }

    [Fact]
    public async Task Bulk_WithAnUnreadableName_RejectsThatDocumentAlone()
    {
        var bulk = await SendAsync("POST", Named("/INDEX/_bulk?refresh=true"),
            "{\"index\":{\"_id\":\"1\"}}\n{\"\\ud800\":1}\n{\"index\":{\"_id\":\"2\"}}\n{\"n\":1}\n");
        Assert.Equal([400, 201], Statuses(bulk.Body));
    }

    [Fact]
    public async Task Search_ThatExceedsItsTimeout_SaysSo()
    {
        await FillAsync(3);
        Assert.True((bool)(await SendAsync("GET", Named("/INDEX/_search?timeout=0ms"))).Body["timed_out"]!);
        Assert.False((bool)(await SendAsync("GET", Named("/INDEX/_search?timeout=1m"))).Body["timed_out"]!);
    }

    [Fact]
    public async Task Object_GivenAValue_OrAValueGivenAnObject_IsRejected()
    {
        await SendAsync("PUT", Named("/INDEX/_doc/1"), """{"o":{"a":1},"v":1}""");
        Assert.Equal((400, "document_parsing_exception"), await FailAsync("PUT", Named("/INDEX/_doc/2"), """{"o":1}"""));
        Assert.Equal(400, (await FailAsync("PUT", Named("/INDEX/_doc/3"), """{"v":{"a":1}}""")).Status);
        Assert.Equal(201, (await SendAsync("PUT", Named("/INDEX/_doc/4"), """{"o":null,"v":null}""")).Status);
    }
}

/// <summary>The same tests of the real Elasticsearch.</summary>
[Collection(ReferenceCollection.Name)]
public sealed class ReferenceClientTests(RecordedReference engine) : ClientTests(engine);

/// <summary>Tests of documents, searches, and administration as ordinary clients use them, on either engine.</summary>
public abstract class ClientTests(RecordedEngine engine) : EngineTests(engine)
{
    [Fact]
    public async Task Write_WithTheSequenceNumberOfAnOlderVersion_IsAConflict()
    {
        var first = await PutAsync("1", """{"n":1}""");
        var (sequence, term) = ((long)first["_seq_no"]!, (long)first["_primary_term"]!);
        var path = $"/{Index}/_doc/1?if_seq_no={sequence}&if_primary_term={term}";
        Assert.Equal(200, (await SendAsync("PUT", path, """{"n":2}""")).Status);

        Assert.Equal((409, "version_conflict_engine_exception"), await FailAsync("PUT", path, """{"n":3}"""));
        Assert.Equal((409, "version_conflict_engine_exception"), await FailAsync("DELETE", path));
        Assert.Equal((409, "version_conflict_engine_exception"), await FailAsync("PUT", $"/{Index}/_doc/1?op_type=create", "{}"));
        Assert.Equal((409, "version_conflict_engine_exception"), await FailAsync("PUT", $"/{Index}/_create/1", "{}"));
        var bulk = await SendAsync("POST", $"/{Index}/_bulk", $$$"""
            {"index":{"_id":"1","if_seq_no":{{{sequence}}},"if_primary_term":{{{term}}}}}
            {"n":4}
            {"create":{"_id":"1"}}
            {"n":5}
            {"delete":{"_id":"1","if_seq_no":{{{sequence}}},"if_primary_term":{{{term}}}}}

            """);
        Assert.Equal([409, 409, 409], Statuses(bulk.Body));

        var read = (await SendAsync("GET", $"/{Index}/_doc/1")).Body;
        Assert.Equal(2, (int)read["_source"]!["n"]!);
        Assert.True((long)read["_seq_no"]! > sequence);
    }

    [Fact]
    public async Task Id_WithASlash_IsTheSameInAPathAndInABulk()
    {
        await SendAsync("POST", $"/{Index}/_bulk", "{\"index\":{\"_id\":\"a/b\"}}\n{\"n\":1}\n");
        Assert.Equal(1, (int)(await SendAsync("GET", $"/{Index}/_doc/a%2Fb")).Body["_source"]!["n"]!);
        Assert.Equal("updated", (string)(await PutAsync("a%2Fb", """{"n":2}"""))["result"]!);
        Assert.Equal("created", (string)(await PutAsync("a%252Fb", """{"n":3}"""))["result"]!);
        Assert.Equal((400, "action_request_validation_exception"), await FailAsync("PUT", $"/{Index}/_doc/{new string('x', 513)}", "{}"));
    }

    [Fact]
    public async Task Bulk_WithUnreadableDocuments_RejectsThoseAlone()
    {
        byte[] body =
        [
            .. "{\"index\":{\"_id\":\"1\"}}\n{\"t\":\"\\ud800x\"}\n"u8, .. "{\"index\":{\"_id\":\"2\"}}\n{\"t\":\"a\",\"t\":\"b\"}\n"u8,
            .. "{\"index\":{\"_id\":\"3\"}}\n{\"t\":\""u8, 0xFF, 0xFE, .. "\"}\n{\"index\":{\"_id\":\"4\"}}\n{\"t\":\"c\"}\n"u8,
        ];
        var bulk = (await SendAsync("POST", $"/{Index}/_bulk?refresh=true", body)).Body;
        Assert.Equal([201, 400, 400, 201], Statuses(bulk));
        Assert.Equal(["4"], await IdsAsync("""{"query":{"match":{"t":"c"}}}"""));
        Assert.Equal((400, "illegal_argument_exception"),
            await FailAsync("POST", $"/{Index}/_bulk", "{\"index\":{\"_id\":\"5\",\"unknown\":1}}\n{}\n"));
    }

    [Fact]
    public async Task Update_OfAPart_MergesItOrInsertsIt()
    {
        await PutAsync("1", """{"n":1,"o":{"a":1,"b":2}}""");
        Assert.Equal("updated", (string)(await UpdateAsync("1", """{"doc":{"o":{"b":3}}}"""))["result"]!);
        Assert.Equal("noop", (string)(await UpdateAsync("1", """{"doc":{"o":{"b":3}}}"""))["result"]!);
        Assert.Equal("created", (string)(await UpdateAsync("2", """{"doc":{"n":2},"doc_as_upsert":true}"""))["result"]!);
        Assert.Equal("created", (string)(await UpdateAsync("3", """{"doc":{"n":2},"upsert":{"n":3}}"""))["result"]!);

        var read = (await SendAsync("POST", $"/{Index}/_mget", """{"ids":["1","2","3","4"]}""")).Body["docs"]!.AsArray();
        Assert.Equal(
            ["""{"n":1,"o":{"a":1,"b":3}}""", """{"n":2}""", """{"n":3}""", null],
            read.Select(document => document!["_source"]?.ToJsonString()));
        Assert.Equal((404, "document_missing_exception"), await FailAsync("POST", $"/{Index}/_update/4", """{"doc":{"n":2}}"""));
        Assert.Equal((400, "x_content_parse_exception"), await FailAsync("POST", $"/{Index}/_update/1", """{"unknown":1}"""));
    }

    [Fact]
    public async Task Parameters_OfTheUrl_AreHonored()
    {
        await FillAsync(3);
        Assert.Equal(["3", "2"], Ids((await SendAsync("GET", $"/{Index}/_search?sort=n:desc&size=2")).Body));
        Assert.Equal(["2"], Ids((await SendAsync("GET", $"/{Index}/_search?q=n:2")).Body));
        Assert.Equal(["1", "3"], Ids((await SendAsync("GET", $"/{Index}/_search?q=t:(one%20OR%20thr*)&sort=n")).Body));
        Assert.Equal(2, (int)(await SendAsync("GET", $"/{Index}/_count?q=n:%5B2%20TO%203%5D")).Body["count"]!);
        Assert.Equal(
            """{"hits":{"hits":[{"_source":{"n":1}}]}}""",
            (await SendAsync("GET", $"/{Index}/_search?sort=n&size=1&_source=n&filter_path=hits.hits._source")).Body.ToJsonString());
        Assert.Null((await SendAsync("GET", $"/{Index}/_search?track_total_hits=false")).Body["hits"]!["total"]);
    }

    [Theory]
    [InlineData("[\"o.a\"]", """{"o":{"a":1}}""")]
    [InlineData("[\"o.*\",\"na*e\"]", """{"na_me":"x","o":{"a":1,"b":2}}""")]
    [InlineData("{\"excludes\":[\"o.a\",\"n*\"]}", """{"l":[{"x":1,"y":2}],"o":{"b":2}}""")]
    [InlineData("{\"includes\":[\"l.x\"]}", """{"l":[{"x":1}]}""")]
    [InlineData("[]", """{"l":[{"x":1,"y":2}],"na_me":"x","o":{"a":1,"b":2}}""")]
    public async Task Source_Filtered_HasTheSelectedMembers(string source, string expected)
    {
        await PutAsync("1", """{"l":[{"x":1,"y":2}],"na_me":"x","o":{"a":1,"b":2}}""");
        var found = (await SendAsync("POST", $"/{Index}/_search", $$"""{"_source":{{source}}}""")).Body["hits"]!["hits"]![0]!["_source"]!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), found), found.ToJsonString());
    }

    [Fact]
    public async Task Scroll_ToTheEnd_HasEveryDocumentOnce()
    {
        await FillAsync(25);
        var page = (await SendAsync("POST", $"/{Index}/_search?scroll=1m", """{"size":10,"sort":["_doc"]}""")).Body;
        var ids = Ids(page).ToList();
        while (Ids(page).Length > 0)
        {
            page = (await SendAsync("POST", "/_search/scroll", $$"""{"scroll":"1m","scroll_id":"{{page["_scroll_id"]}}"}""")).Body;
            ids.AddRange(Ids(page));
        }

        Assert.Equal(25, ids.Count);
        Assert.Equal(25, ids.Distinct().Count());
        var id = (string)page["_scroll_id"]!;
        Assert.Equal(200, (await SendAsync("DELETE", "/_search/scroll", $$"""{"scroll_id":["{{id}}"]}""")).Status);
        Assert.Equal(404, (await SendAsync("POST", "/_search/scroll", $$"""{"scroll_id":"{{id}}"}""")).Status);
    }

    [Fact]
    public async Task Searches_SentTogether_FailAlone()
    {
        await FillAsync(2);
        var path = $"/{Index}/_msearch";
        const string Searches = "{}\n{\"query\":{\"term\":{\"n\":2}}}\n{\"index\":\"nothing\"}\n{}\n";
        var body = (await SendAsync("POST", path, Searches)).Body["responses"]!;
        Assert.Equal([200, 404], body.AsArray().Select(response => (int)response!["status"]!));
        Assert.Equal(["2"], Ids(body[0]!));
        Assert.Equal((400, "parsing_exception"), await FailAsync("POST", path, Searches + "{}\n{\"query\":{\"unknown\":{}}}\n"));
    }

    [Fact]
    public async Task Document_ForAnAbsentIndex_CreatesItAndItsFields()
    {
        await PutAsync("1", """{"s":"Two Words","l":[1,2],"f":1.5,"b":true,"d":"2024-02-10","o":{"i":"x"}}""");
        var properties = (await SendAsync("GET", $"/{Index}/_mapping")).Body[Index]!["mappings"]!["properties"]!;
        Assert.Equal(
            ["text", "long", "float", "boolean", "date"],
            new[] { "s", "l", "f", "b", "d" }.Select(name => (string)properties[name]!["type"]!));
        Assert.Equal(["1"], await IdsAsync("""{"query":{"match":{"s":"words"}}}"""));
        Assert.Equal(["1"], await IdsAsync("""{"query":{"term":{"s.keyword":"Two Words"}}}"""));
        Assert.Equal(["1"], await IdsAsync("""{"query":{"match":{"o.i":"x"}}}"""));
        Assert.Equal(["1"], await IdsAsync("""{"query":{"exists":{"field":"o"}}}"""));
    }

    [Fact]
    public async Task Index_WhoseNameIsReserved_IsNotCreatedByAWrite()
    {
        var template = $$"""{"index_patterns":["{{Index}}*"],"allow_auto_create":false}""";
        Assert.Equal(200, (await SendAsync("PUT", $"/_index_template/{Index}", template)).Status);
        Assert.Equal((404, "index_not_found_exception"), await FailAsync("PUT", $"/{Index}/_doc/1", "{}"));
        var bulk = (await SendAsync("POST", "/_bulk", $$$"""{"index":{"_index":"{{{Index}}}"}}""" + "\n{}\n")).Body;
        Assert.Equal([404], Statuses(bulk));
        await SendAsync("DELETE", $"/_index_template/{Index}");
    }

    [Fact]
    public async Task Field_AddedToAMapping_IsAnalyzed()
    {
        await SendAsync("PUT", $"/{Index}", """{"mappings":{"dynamic":false,"properties":{"n":{"type":"long"}}}}""");
        await SendAsync("PUT", $"/{Index}/_mapping", """{"properties":{"t":{"type":"text"}}}""");
        await PutAsync("1", """{"t":"Two Words"}""");
        Assert.Equal(["1"], await IdsAsync("""{"query":{"match":{"t":"words"}}}"""));
    }

    [Fact]
    public async Task Mapping_ThatIsStrict_RejectsUnknownMembers()
    {
        await SendAsync("PUT", $"/{Index}", """{"mappings":{"dynamic":"strict","properties":{"a":{"type":"text"}}}}""");
        Assert.Equal((400, "strict_dynamic_mapping_exception"), await FailAsync("PUT", $"/{Index}/_doc/1", """{"b":1}"""));
        Assert.Equal(201, (await SendAsync("PUT", $"/{Index}/_doc/1", """{"a":"x"}""")).Status);
    }

    [Fact]
    public async Task Scores_OfNewDocuments_AreThoseOfBm25()
    {
        await FillAsync(3);
        var body = (await SendAsync("POST", $"/{Index}/_search", """{"query":{"match":{"t":{"query":"one","boost":2}}}}""")).Body;
        var hit = body["hits"]!["hits"]![0]!;
        // Three fields of two words each, of which one has the word: 2.2 * ln(1 + 2.5 / 1.5) * (1 - 1 / (1 + 1 / 1.2)), times the boost.
        Assert.Equal(2 * 2.2 * Math.Log(1 + (2.5 / 1.5)) * (1 - (1 / (1 + (1 / 1.2)))), (double)hit["_score"]!, 1e-4);
        var none = (await SendAsync("POST", $"/{Index}/_search", """{"query":{"bool":{"must_not":{"term":{"n":1}}}}}""")).Body;
        Assert.Equal(0, (double)none["hits"]!["max_score"]!);
    }

    [Theory]
    [InlineData("-25%", 1)]
    [InlineData("1<50%", 3)]
    [InlineData("2<-1 3<75%", 1)]
    public async Task MinimumShouldMatch_AsText_CountsAsDocumented(string minimum, int expected)
    {
        await FillAsync(3);
        var clause = new JsonObject { ["query"] = "number one", ["minimum_should_match"] = minimum };
        var query = new JsonObject { ["match"] = new JsonObject { ["t"] = clause } };
        var found = await IdsAsync(new JsonObject { ["query"] = query }.ToJsonString());
        Assert.Equal(expected, found.Length);
    }

    [Fact]
    public async Task Aggregation_WithTooManyBuckets_IsRejected()
    {
        await FillAsync(3);
        var (status, body) = await SendAsync("POST", $"/{Index}/_search",
            """{"size":0,"aggs":{"a":{"histogram":{"field":"n","interval":0.00001}}}}""");
        Assert.Equal(400, status);
        Assert.Equal("search_phase_execution_exception", (string?)body["error"]!["type"]);
        Assert.Equal("too_many_buckets_exception", (string?)body["error"]!["caused_by"]!["type"]);
        Assert.Empty(body["error"]!["root_cause"]!.AsArray());
    }

    [Theory]
    [InlineData("2024-02", "date", null)]
    [InlineData("2024-02-10T08:15", "date", null)]
    [InlineData("2024/02/10", "date", "yyyy/MM/dd HH:mm:ss||yyyy/MM/dd||epoch_millis")]
    [InlineData("2024/02/10 08:15:00", "date", "yyyy/MM/dd HH:mm:ss||yyyy/MM/dd||epoch_millis")]
    [InlineData("2024", "text", null)]
    [InlineData("2024/2/10", "text", null)]
    [InlineData("2023-02-29", "text", null)]
    public async Task Text_OfANewField_IsADateInTheseForms(string text, string type, string? format)
    {
        await PutAsync("1", $$"""{"d":"{{text}}"}""");
        var field = (await SendAsync("GET", $"/{Index}/_mapping")).Body[Index]!["mappings"]!["properties"]!["d"]!;
        Assert.Equal((type, format), ((string?)field["type"], (string?)field["format"]));
    }

    [Fact]
    public async Task DateField_WithAFormat_ReadsAndPrintsIt()
    {
        await SendAsync("PUT", $"/{Index}", """{"mappings":{"properties":{"d":{"type":"date","format":"yyyy/MM/dd"}}}}""");
        await PutAsync("1", """{"d":"2024/02/10"}""");
        await PutAsync("2", """{"d":"2024/02/12"}""");
        Assert.Equal((400, "document_parsing_exception"), await FailAsync("PUT", $"/{Index}/_doc/3", """{"d":"2024-02-10"}"""));
        Assert.Equal(["2"], await IdsAsync("""{"query":{"range":{"d":{"gt":"2024/02/10"}}}}"""));
        Assert.Equal(["1"], await IdsAsync("""{"query":{"term":{"d":"2024/02/10"}}}"""));
        Assert.Equal(["1"], await IdsAsync("""{"query":{"range":{"d":{"lte":1707523200000}}}}"""));
        var found = (await SendAsync("POST", $"/{Index}/_search", """
            {"size":1,"sort":"d","docvalue_fields":["d"],"aggs":{"a":{"terms":{"field":"d"}},"b":{"max":{"field":"d"}},
             "c":{"date_histogram":{"field":"d","calendar_interval":"month"}},
             "e":{"date_range":{"field":"d","ranges":[{"to":"2024/02/11"}]}}}}
            """)).Body;
        Assert.Equal("2024/02/10", (string?)found["hits"]!["hits"]![0]!["fields"]!["d"]![0]);
        Assert.Equal("2024/02/10", (string?)found["aggregations"]!["a"]!["buckets"]![0]!["key_as_string"]);
        Assert.Equal("2024/02/12", (string?)found["aggregations"]!["b"]!["value_as_string"]);
        Assert.Equal("2024/02/01", (string?)found["aggregations"]!["c"]!["buckets"]![0]!["key_as_string"]);
        Assert.Equal("*-2024/02/11", (string?)found["aggregations"]!["e"]!["buckets"]![0]!["key"]);
    }
}
