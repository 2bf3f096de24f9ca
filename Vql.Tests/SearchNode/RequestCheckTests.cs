using System.Net;
using System.Net.Http.Headers;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SearchNode;

/// <summary>Tests of invalid requests to the embedded node.</summary>
public sealed class NodeRequestCheckTests(RecordedNode engine) : RequestCheckTests(engine), IClassFixture<RecordedNode>
{
    [Theory]
    [InlineData("PUT", "/INDEX-2", """{"settings":5}""")]
    [InlineData("POST", "/INDEX/_update/1?_source=true", """{"doc":{}}""")]
    [InlineData("POST", "/INDEX/_update/1", """{"doc":{"a":1,"a":2}}""")]
    [InlineData("POST", "/INDEX/_update/1?version=3&version_type=external", """{"doc":{}}""")]
    [InlineData("POST", "/INDEX/_forcemerge?max_num_segments=few", null)]
    [InlineData("GET", "/INDEX/_count?terminate_after=1", null)]
    [InlineData("GET", "/INDEX/_search?timeout=soon", null)]
    [InlineData("GET", "/INDEX/_doc/1?realtime=perhaps", null)]
    [InlineData("GET", "/_cluster/health?wait_for_status=blue", null)]
    public async Task Request_ThatTheNodeDoesNotSupport_IsRejected(string method, string path, string? body)
    {
        await FillAsync(1);
        Assert.Equal(400, (await FailAsync(method, Named(path), body is null ? null : Named(body))).Status);
    }
}

/// <summary>The same tests of the real Elasticsearch.</summary>
[Collection(ReferenceCollection.Name)]
public sealed class ReferenceRequestCheckTests(RecordedReference engine) : RequestCheckTests(engine);

/// <summary>Tests of invalid requests, and of values that are converted, on either engine.</summary>
public abstract class RequestCheckTests(RecordedEngine engine) : EngineTests(engine)
{
    [Theory]
    [InlineData("GET", "/INDEX/_search?unknown=1", null, 400, "illegal_argument_exception")]
    [InlineData("GET", "/INDEX/_doc/1?unknown=1", null, 400, "illegal_argument_exception")]
    [InlineData("GET", "/INDEX/_search?size=many", null, 400, "illegal_argument_exception")]
    [InlineData("PUT", "/INDEX/_doc/1?version=3", "{}", 400, "action_request_validation_exception")]
    [InlineData("PUT", "/INDEX/_doc/1?pipeline=none", "{}", 400, "illegal_argument_exception")]
    [InlineData("PUT", "/INDEX/_doc/1?require_alias=true", "{}", 404, "index_not_found_exception")]
    [InlineData("PUT", "/INDEX/_doc/1?refresh=soon", "{}", 400, "illegal_argument_exception")]
    [InlineData("POST", "/INDEX/_search", """{"_source":5}""", 400, "parsing_exception")]
    [InlineData("POST", "/INDEX/_search", """{"track_total_hits":-5}""", 400, "illegal_argument_exception")]
    [InlineData("POST", "/INDEX/_search", """{"query":{"bool":{"unknown":[]}}}""", 400, "x_content_parse_exception")]
    [InlineData("POST", "/INDEX/_count", """{"query":"x"}""", 400, "parsing_exception")]
    [InlineData("POST", "/INDEX/_search", """{"size":1,"size":2}""", 400, "x_content_parse_exception")]
    [InlineData(
        "POST", "/INDEX/_search", """{"aggs":{"a":{"max":{"field":"n"}},"a":{"min":{"field":"n"}}}}""", 400, "x_content_parse_exception")]
    [InlineData("PUT", "/INDEX-2", """{"settings":{},"settings":{}}""", 400, "x_content_parse_exception")]
    [InlineData("POST", "/INDEX/_analyze", "{}", 400, "action_request_validation_exception")]
    [InlineData("POST", "/_aliases", """{"actions":[{"remove":{"index":"INDEX","alias":"none"}}]}""", 404, "aliases_not_found_exception")]
    [InlineData("PUT", "/INDEX-2", """{"aliases":{"INDEX":{}}}""", 400, "invalid_alias_name_exception")]
    [InlineData("PUT", "/INDEX-2", """{"settings":{"number_of_shards":0}}""", 400, "illegal_argument_exception")]
    [InlineData("PUT", "/INDEX-2", """{"settings":{"unknown":1}}""", 400, "illegal_argument_exception")]
    [InlineData("PUT", "/INDEX/_settings", """{"analysis":{"filter":{"x":{"type":"stop"}}}}""", 400, "illegal_argument_exception")]
    [InlineData("PUT", "/INDEX/_mapping", """{"properties":{"t":{"type":"long"}}}""", 400, "illegal_argument_exception")]
    [InlineData("PUT", "/INDEX/_mapping", """{"properties":{"x":{"type":"text","unknown":1}}}""", 400, "mapper_parsing_exception")]
    [InlineData("PUT", "/INDEX/_mapping", """{"properties":{"x":{"type":"unknown"}}}""", 400, "mapper_parsing_exception")]
    [InlineData("PUT", "/INDEX/_mapping", """{"properties":{"x":{"type":"date","format":"bbbb"}}}""", 400, "mapper_parsing_exception")]
    [InlineData("PUT", "/INDEX-2?timeout=soon", "{}", 400, "illegal_argument_exception")]
    [InlineData("POST", "/INDEX/_search", """{"size":true}""", 400, "x_content_parse_exception")]
    [InlineData("POST", "/INDEX/_search", """{"size":"many"}""", 400, "number_format_exception")]
    [InlineData("POST", "/INDEX/_search", """{"size":"-1"}""", 400, "illegal_argument_exception")]
    [InlineData("POST", "/INDEX/_search", """{"sort":null}""", 400, "parsing_exception")]
    [InlineData("POST", "/INDEX/_search", """{"sort":{"n":5}}""", 400, "x_content_parse_exception")]
    [InlineData("POST", "/INDEX/_search", """{"search_after":[]}""", 400, "illegal_argument_exception")]
    [InlineData("POST", "/INDEX/_search", """{"query":{"match_all":{"x":1}}}""", 400, "parsing_exception")]
    [InlineData("POST", "/INDEX/_search", """{"query":{"match":{"t":{"query":"a","boost":null}}}}""", 400, "parsing_exception")]
    [InlineData("POST", "/INDEX/_search", """{"query":{"term":{"n":{"value":1,"boost":"x"}}}}""", 400, "number_format_exception")]
    [InlineData("POST", "/INDEX/_search", """{"query":{"multi_match":{"fields":["t"]}}}""", 400, "parsing_exception")]
    [InlineData("POST", "/INDEX/_search", """{"query":{"range":{"n":{"gt":9e30}}}}""", 400, "search_phase_execution_exception")]
    [InlineData("POST", "/INDEX/_search", """{"aggs":{"a":{"terms":{"field":5}}}}""", 400, "x_content_parse_exception")]
    [InlineData("POST", "/INDEX/_count?q=x", """{"query":{"match_all":{}}}""", 400, "illegal_argument_exception")]
    [InlineData("POST", "/INDEX/_msearch", "{}\n{\"size\":-1}\n", 400, "illegal_argument_exception")]
    public async Task Request_ThatIsInvalid_IsRejected(string method, string path, string? body, int expected, string type)
    {
        await FillAsync(1);
        Assert.Equal((expected, type), await FailAsync(method, Named(path), body is null ? null : Named(body)));
        Assert.Equal(404, (await SendAsync("GET", $"/{Index}-2")).Status);
    }

    [Theory]
    [InlineData("""{"size":"2"}""", 2)]
    [InlineData("""{"size":1.9}""", 1)]
    [InlineData("""{"track_total_hits":"true"}""", 3)]
    [InlineData("""{"query":{"ids":{}}}""", 0)]
    [InlineData("""{"query":{"bool":{"must":null}}}""", 3)]
    [InlineData("""{"query":{"multi_match":{"query":"three","fields":"t"}}}""", 1)]
    public async Task Value_ThatIsConverted_Counts(string search, int expected)
    {
        await FillAsync(3);
        Assert.Equal(expected, (await IdsAsync(search)).Length);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.NotAcceptable)]
    [InlineData("text/plain", HttpStatusCode.NotAcceptable)]
    [InlineData("application/x-www-form-urlencoded", HttpStatusCode.NotAcceptable)]
    [InlineData("application/json; charset=UTF-8", HttpStatusCode.OK)]
    public async Task Body_IsAcceptedAsJsonOnly(string? type, HttpStatusCode expected)
    {
        await FillAsync(1);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/{Index}/_search", UriKind.Relative));
        request.Content = new ByteArrayContent("{}"u8.ToArray());
        request.Content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        using var response = await Engine.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Bulk_WithAnEmptyId_FailsThatOperationOnly()
    {
        await FillAsync(1);
        var (status, body) = await SendAsync(
            "POST", $"/{Index}/_bulk",
            """
            {"index":{"_id":""}}
            {"n":1}
            {"index":{"_id":"2"}}
            {"n":2}

            """);
        Assert.Equal(200, status);
        Assert.Equal([400, 201], Statuses(body));
        Assert.Equal("illegal_argument_exception", (string?)body["items"]![0]!["index"]!["error"]!["type"]);
    }

    [Fact]
    public async Task Index_WithTheNameOfAnAlias_IsRejected()
    {
        await FillAsync(1);
        await SendAsync("PUT", $"/{Index}/_alias/{Index}-alias");
        Assert.Equal((400, "invalid_index_name_exception"), await FailAsync("PUT", $"/{Index}-alias", "{}"));
        Assert.Equal((400, "resource_already_exists_exception"), await FailAsync("PUT", $"/{Index}", "{}"));
    }

    [Theory]
    [InlineData("year", "+02:00", "0001-01-01T00:00:00.000+02:00 9999-01-01T00:00:00.000+02:00")]
    [InlineData("year", "-05:00", "0000-01-01T00:00:00.000-05:00 9999-01-01T00:00:00.000-05:00")]
    [InlineData("week", "-05:00", "0000-12-25T00:00:00.000-05:00 9999-12-27T00:00:00.000-05:00")]
    public async Task Histogram_OfTheFirstAndTheLastDate_HasBothIntervals(string interval, string zone, string expected)
    {
        await SendAsync("PUT", $"/{Index}", """{"mappings":{"properties":{"d":{"type":"date"}}}}""");
        await PutAsync("1", """{"d":"0001-01-01T00:00:00Z"}""");
        await PutAsync("2", """{"d":"9999-12-31T12:00:00Z"}""");
        var (_, body) = await SendAsync(
            "POST", $"/{Index}/_search",
            $$"""
            {"size": 0, "aggs": {"x": {
                "date_histogram": {"field": "d", "calendar_interval": "{{interval}}", "time_zone": "{{zone}}", "min_doc_count": 1} } } }
            """);
        var buckets = body["aggregations"]!["x"]!["buckets"]!.AsArray();
        Assert.Equal(expected, string.Join(' ', buckets.Select(bucket => (string)bucket!["key_as_string"]!)));
    }

    [Fact]
    public async Task Terms_OfLargeIntegers_AreExact()
    {
        await SendAsync("PUT", $"/{Index}", """{"mappings":{"properties":{"n":{"type":"long"},"d":{"type":"double"}}}}""");
        await PutAsync("1", """{"n":1234567890123456789,"d":-1.5}""");
        await PutAsync("2", """{"n":[1234567890123456790,-9223372036854775808],"d":[2.5,-1.5]}""");
        await PutAsync("3", """{"n":9223372036854775807,"d":-3}""");
        await PutAsync("4", "{}");
        var (_, body) = await SendAsync(
            "POST", $"/{Index}/_search",
            """
            {"size":0,"aggs":{
             "all":{"terms":{"field":"n","order":{"_key":"asc"}}},
             "some":{"terms":{"field":"n","include":[1234567890123456790]}},
             "missing":{"terms":{"field":"n","missing":1234567890123456791,"include":[1234567890123456791]}},
             "distinct":{"cardinality":{"field":"n"}},
             "doubles":{"terms":{"field":"d","order":{"_key":"asc"}}}}}
            """);
        Assert.Equal("-9223372036854775808 1234567890123456789 1234567890123456790 9223372036854775807", Keys("all"));
        Assert.Equal("1234567890123456790", Keys("some"));
        Assert.Equal("1234567890123456791", Keys("missing"));
        Assert.Equal(4, (int)body["aggregations"]!["distinct"]!["value"]!);
        Assert.Equal("-3.0 -1.5 2.5", Keys("doubles").Replace("-3 ", "-3.0 ", StringComparison.Ordinal));

        string Keys(string name) => string.Join(
            ' ', body["aggregations"]![name]!["buckets"]!.AsArray().Select(bucket => bucket!["key"]!.ToJsonString()));
    }

    [Fact]
    public async Task Method_ThatAPathDoesNotHave_IsNotAllowed() =>
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (HttpStatusCode)(await SendAsync("PATCH", $"/{Index}/_search", "{}")).Status);
}
