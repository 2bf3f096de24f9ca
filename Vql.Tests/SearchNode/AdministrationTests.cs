using System.Text.Json.Nodes;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SearchNode;

/// <summary>Tests of the administration of the embedded node.</summary>
public sealed class NodeAdministrationTests(RecordedNode engine) : AdministrationTests(engine), IClassFixture<RecordedNode>
{
    [Theory]
    [InlineData("GET", "/_nodes/usage", null)]
    [InlineData("GET", "/_nodes/hot_threads", null)]
    [InlineData("GET", "/INDEX/_stats?level=shards", null)]
    [InlineData("GET", "/_cluster/settings?include_defaults=true", null)]
    [InlineData("PUT", "/_cluster/settings", """{"persistent":{"cluster.name":"other"}}""")]
    [InlineData("GET", "/_tasks", null)]
    [InlineData("GET", "/INDEX/_recovery", null)]
    [InlineData("PUT", "/_ingest/pipeline/INDEX", """{"processors":[]}""")]
    [InlineData("PUT", "/_scripts/INDEX", """{"script":{"lang":"painless","source":"1"}}""")]
    [InlineData("POST", "/INDEX/_update/1", """{"script":"ctx._source.n = 1"}""")]
    [InlineData("PUT", "/_cluster/settings", """{"persistent":5,"transient":{"indices.recovery.max_bytes_per_sec":"50mb"}}""")]
    public async Task Request_ThatTheNodeDoesNotSupport_IsRejected(string method, string path, string? body)
    {
        await FillAsync(1);
        Assert.Equal(400, (await SendAsync(method, Named(path), body)).Status);
    }

    [Theory]
    [InlineData("""{"properties":{"f":{"type":"keyword","copy_to":"g"}}}""")]
    [InlineData("""{"properties":{"f":{"type":"keyword","null_value":"none"}}}""")]
    [InlineData("""{"properties":{"f":{"type":"keyword","index":false}}}""")]
    [InlineData("""{"properties":{"f":{"type":"long","doc_values":false}}}""")]
    [InlineData("""{"properties":{"f":{"type":"date","format":"basic_week_date"}}}""")]
    [InlineData("""{"properties":{"f":{"type":"object","enabled":false}}}""")]
    [InlineData("""{"properties":{"f":{"type":"nested"}}}""")]
    [InlineData("""{"dynamic":"runtime"}""")]
    [InlineData("""{"_source":{"enabled":false}}""")]
    public async Task Mapping_ThatTheNodeDoesNotSupport_IsRejected(string mappings)
    {
        Assert.Equal((400, "mapper_parsing_exception"), await FailAsync("PUT", Named("/INDEX"), $$"""{"mappings":{{mappings}}}"""));
        Assert.Equal(404, (await SendAsync("HEAD", Named("/INDEX"))).Status);
    }
}

/// <summary>The same tests of the real Elasticsearch.</summary>
[Collection(ReferenceCollection.Name)]
public sealed class ReferenceAdministrationTests(RecordedReference engine) : AdministrationTests(engine);

/// <summary>Tests of the cluster, of nodes, templates and statistics, as ordinary clients and tools use them, on either engine.</summary>
public abstract class AdministrationTests(RecordedEngine engine) : EngineTests(engine)
{
    [Fact]
    public async Task ClusterSettings_SetAndReset_AreReturned()
    {
        const string Name = "cluster.routing.allocation.node_concurrent_recoveries";
        var set = await SendAsync("PUT", "/_cluster/settings?flat_settings=true", $$$"""{"transient":{"{{{Name}}}":3}}""");
        Assert.Equal((200, "3"), (set.Status, (string)set.Body["transient"]![Name]!));
        var nested = (await SendAsync("GET", "/_cluster/settings")).Body;
        Assert.Equal("3", (string)nested["transient"]!["cluster"]!["routing"]!["allocation"]!["node_concurrent_recoveries"]!);

        await SendAsync("PUT", "/_cluster/settings", $$$"""{"transient":{"{{{Name}}}":null}}""");
        Assert.Null((await SendAsync("GET", "/_cluster/settings?flat_settings=true")).Body["transient"]![Name]);
    }

    [Theory]
    [InlineData("""{"persistent":{"no.such.setting":"1"}}""", "illegal_argument_exception")]
    [InlineData("{}", "action_request_validation_exception")]
    public async Task ClusterSettings_ThatAreInvalid_AreRejected(string body, string type) =>
        Assert.Equal((400, type), await FailAsync("PUT", "/_cluster/settings", body));

    [Theory]
    [InlineData("/..%2f..%2fetc")]
    [InlineData("/a%2Fb")]
    public async Task Index_WithAnEscapedSlashInItsName_IsRejected(string path) =>
        Assert.Equal((400, "invalid_index_name_exception"), await FailAsync("PUT", path, "{}"));

    [Fact]
    public async Task AutoCreation_ForbiddenForAPattern_KeepsWritesFromCreatingAnIndex()
    {
        try
        {
            await SendAsync("PUT", "/_cluster/settings", $$$"""{"transient":{"action.auto_create_index":"-{{{Index}}}-no*,+*"}}""");
            Assert.Equal((404, "index_not_found_exception"), await FailAsync("PUT", $"/{Index}-no-1/_doc/1", "{}"));
            Assert.Equal(201, (await SendAsync("PUT", $"/{Index}-yes/_doc/1", "{}")).Status);
        }
        finally
        {
            await SendAsync("PUT", "/_cluster/settings", """{"transient":{"action.auto_create_index":null}}""");
        }
    }

    [Fact]
    public async Task ClusterState_OfAnIndex_HasItsMetadata()
    {
        await FillAsync(1);
        await SendAsync("PUT", $"/{Index}/_alias/{Index}-alias");
        var state = (await SendAsync("GET", $"/_cluster/state/metadata,routing_table/{Index}")).Body;

        Assert.Equal(["cluster_name", "cluster_uuid", "metadata", "routing_table"], state.AsObject().Select(member => member.Key));
        var metadata = state["metadata"]!["indices"]![Index]!;
        Assert.Equal("open", (string)metadata["state"]!);
        Assert.Equal([$"{Index}-alias"], metadata["aliases"]!.AsArray().Select(alias => (string)alias!));
        Assert.Equal("long", (string)metadata["mappings"]!["_doc"]!["properties"]!["n"]!["type"]!);
        Assert.Equal("STARTED", (string)state["routing_table"]!["indices"]![Index]!["shards"]!["0"]![0]!["state"]!);
    }

    [Fact]
    public async Task Nodes_AreDescribedAndMeasured()
    {
        var described = (await SendAsync("GET", "/_nodes/_local/http")).Body;
        Assert.Equal(1, (int)described["_nodes"]!["successful"]!);
        var node = described["nodes"]!.AsObject().Single().Value!;
        Assert.Contains(':', (string)node["http"]!["publish_address"]!);
        Assert.Null(node["process"]);

        var measured = (await SendAsync("GET", "/_nodes/stats/indices,process")).Body["nodes"]!.AsObject().Single().Value!;
        Assert.True((long)measured["indices"]!["docs"]!["count"]! > 0);
        Assert.True((long)measured["process"]!["cpu"]!["total_in_millis"]! > 0);
        Assert.Null(measured["fs"]);
        Assert.Empty((await SendAsync("GET", "/_nodes/no-such-node")).Body["nodes"]!.AsObject());
    }

    [Fact]
    public async Task Health_OfAnIndex_HasItsLevel()
    {
        await FillAsync(1);
        var health = (await SendAsync("GET", $"/_cluster/health/{Index}?level=indices&wait_for_status=green&wait_for_nodes=%3E%3D1")).Body;
        Assert.Equal((false, "green"), ((bool)health["timed_out"]!, (string)health["indices"]![Index]!["status"]!));
        Assert.Equal(408, (await SendAsync("GET", "/_cluster/health?wait_for_nodes=9&timeout=1ms")).Status);
        Assert.Equal((400, "illegal_argument_exception"), await FailAsync("GET", "/_cluster/health?level=unknown"));
    }

    [Fact]
    public async Task Statistics_OfMetrics_HaveThoseAlone()
    {
        await FillAsync(3);
        var all = (await SendAsync("GET", $"/{Index}/_stats/docs,store")).Body["indices"]![Index]!["total"]!.AsObject();
        Assert.Equal(["docs", "store"], all.Select(metric => metric.Key).Where(metric => metric != "shard_stats"));
        Assert.Equal(3, (long)all["docs"]!["count"]!);
        Assert.Equal((400, "illegal_argument_exception"), await FailAsync("GET", $"/{Index}/_stats/unknown"));

        var segments = (await SendAsync("GET", $"/{Index}/_segments")).Body["indices"]![Index]!["shards"]!["0"]![0]!["segments"]!;
        Assert.Equal(3, segments.AsObject().Sum(segment => (long)segment.Value!["num_docs"]!));
        Assert.Equal(Index, (string)(await SendAsync("GET", $"/{Index}/_search_shards")).Body["shards"]![0]![0]!["index"]!);
        var statistics = (await SendAsync("GET", "/_cluster/stats")).Body;
        Assert.True((long)statistics["indices"]!["docs"]!["count"]! >= 3);
    }

    [Fact]
    public async Task Name_Resolved_IsThatOfIndicesAndAliases()
    {
        await FillAsync(1);
        await SendAsync("PUT", $"/{Index}/_alias/{Index}-alias");
        var resolved = (await SendAsync("GET", $"/_resolve/index/{Index}*")).Body;

        Assert.Equal([Index], resolved["indices"]!.AsArray().Select(one => (string)one!["name"]!));
        Assert.Equal([$"{Index}-alias"], resolved["indices"]![0]!["aliases"]!.AsArray().Select(alias => (string)alias!));
        Assert.Equal([Index], resolved["aliases"]![0]!["indices"]!.AsArray().Select(one => (string)one!));
        Assert.Equal((404, "index_not_found_exception"), await FailAsync("GET", $"/_resolve/index/{Index}-none"));
    }

    [Fact]
    public async Task Mapping_OfAField_IsItsDefinition()
    {
        await SendAsync("PUT", $"/{Index}", """
            {"mappings":{"properties":{"a":{"type":"text","fields":{"raw":{"type":"keyword"}}},"o":{"properties":{"b":{"type":"long"}}}}}}
            """);
        var fields = (await SendAsync("GET", $"/{Index}/_mapping/field/a.raw,o.*")).Body[Index]!["mappings"]!.AsObject();

        Assert.Equal(["a.raw", "o.b"], fields.Select(field => field.Key).Order(StringComparer.Ordinal));
        Assert.Equal("keyword", (string)fields["a.raw"]!["mapping"]!["raw"]!["type"]!);
        Assert.Equal("long", (string)fields["o.b"]!["mapping"]!["b"]!["type"]!);
    }

    [Fact]
    public async Task ComponentTemplates_OfATemplate_GiveIndicesTheirFields()
    {
        var (component, template) = ($"{Index}-component", $"{Index}-template");
        var body = Named("""
            {"index_patterns":["INDEX-n*"],"composed_of":["INDEX-component"],"priority":500,
             "template":{"mappings":{"properties":{"own":{"type":"long"}}}}}
            """);
        Assert.Equal((400, "invalid_index_template_exception"), await FailAsync("PUT", $"/_index_template/{template}", body));
        Assert.Equal((400, "illegal_argument_exception"), await FailAsync("PUT", $"/_component_template/{component}", "{}"));
        await SendAsync("PUT", $"/_component_template/{component}", """
            {"template":{"mappings":{"properties":{"shared":{"type":"keyword"}}}},"version":3}
            """);
        Assert.Equal(200, (await SendAsync("PUT", $"/_index_template/{template}", body)).Status);
        try
        {
            var found = (await SendAsync("GET", $"/_component_template/{component}")).Body["component_templates"]![0]!;
            Assert.Equal((component, 3), ((string)found["name"]!, (int)found["component_template"]!["version"]!));
            await SendAsync("PUT", $"/{Index}-n1");
            var simulated = (await SendAsync("POST", $"/_index_template/_simulate_index/{Index}-n2")).Body["template"]!["mappings"]!;
            var created = (await SendAsync("GET", $"/{Index}-n1/_mapping")).Body[$"{Index}-n1"]!["mappings"]!;
            foreach (var mappings in new[] { created, simulated })
            {
                Assert.Equal("long", (string)mappings["properties"]!["own"]!["type"]!);
                Assert.Equal("keyword", (string)mappings["properties"]!["shared"]!["type"]!);
            }

            Assert.Equal((400, "illegal_argument_exception"), await FailAsync("DELETE", $"/_component_template/{component}"));
        }
        finally
        {
            await SendAsync("DELETE", $"/_index_template/{template}");
        }

        Assert.Equal(200, (await SendAsync("DELETE", $"/_component_template/{component}")).Status);
        Assert.Equal((404, "resource_not_found_exception"), await FailAsync("GET", $"/_component_template/{component}"));
        Assert.Equal((404, "resource_not_found_exception"), await FailAsync("DELETE", $"/_component_template/{component}"));
    }

    [Fact]
    public async Task LegacyTemplates_OfAnIndex_ApplyInTheirOrder()
    {
        var (low, high) = ($"{Index}-low", $"{Index}-high");
        await SendAsync("PUT", $"/_template/{low}", Named("""
            {"index_patterns":["INDEX-l*"],"order":1,"mappings":{"properties":{"a":{"type":"long"},"b":{"type":"long"}}}}
            """));
        await SendAsync("PUT", $"/_template/{high}", Named("""
            {"index_patterns":"INDEX-l*","order":2,"settings":{"number_of_replicas":0},"mappings":{"properties":{"b":{"type":"keyword"}}}}
            """));
        try
        {
            await SendAsync("PUT", $"/{Index}-l1");
            var properties = (await SendAsync("GET", $"/{Index}-l1/_mapping")).Body[$"{Index}-l1"]!["mappings"]!["properties"]!;
            Assert.Equal(("long", "keyword"), ((string)properties["a"]!["type"]!, (string)properties["b"]!["type"]!));
            var described = (await SendAsync("GET", $"/_template/{high}")).Body[high]!;
            Assert.Equal("0", (string)described["settings"]!["index"]!["number_of_replicas"]!);
            Assert.Equal([$"{Index}-l*"], described["index_patterns"]!.AsArray().Select(pattern => (string)pattern!));
            Assert.Equal((400, "illegal_argument_exception"),
                await FailAsync("PUT", $"/_template/{high}?create=true", """{"index_patterns":["x"]}"""));
            Assert.Equal((400, "action_request_validation_exception"), await FailAsync("PUT", $"/_template/{high}", "{}"));
        }
        finally
        {
            await SendAsync("DELETE", $"/_template/{low}");
            await SendAsync("DELETE", $"/_template/{high}");
        }

        Assert.Equal(404, (await SendAsync("GET", $"/_template/{high}")).Status);
        Assert.Equal((404, "index_template_missing_exception"), await FailAsync("DELETE", $"/_template/{high}"));
    }

    [Fact]
    public async Task Write_WithARefresh_SaysThatItForcedOne()
    {
        var refreshed = (await SendAsync("PUT", $"/{Index}/_doc/1?refresh=true", "{}")).Body;
        Assert.True((bool)refreshed["forced_refresh"]!);
        Assert.Null(refreshed["_shards"]!["skipped"]);
        Assert.Null((await SendAsync("PUT", $"/{Index}/_doc/1", "{}")).Body["forced_refresh"]);
    }

    [Fact]
    public async Task Settings_ThatExist_ArePreservedOnRequest()
    {
        await SendAsync("PUT", $"/{Index}", """{"settings":{"refresh_interval":"7s"}}""");
        await SendAsync("PUT", $"/{Index}/_settings?preserve_existing=true", """{"refresh_interval":"9s","number_of_replicas":0}""");
        var settings = (await SendAsync("GET", $"/{Index}/_settings")).Body[Index]!["settings"]!["index"]!;
        Assert.Equal(("7s", "1"), ((string)settings["refresh_interval"]!, (string)settings["number_of_replicas"]!));
    }
}
