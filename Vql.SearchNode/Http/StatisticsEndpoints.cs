using System.Text.Json.Nodes;
using Lucene.Net.Index;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.Http;

/// <summary>Endpoints for the sizes, segments and shards of indices.</summary>
internal static class StatisticsEndpoints
{
    // The metrics of Elasticsearch. The node measures some of them.
    private static readonly string[] Metrics =
        ["_all", "bulk", "completion", "dense_vector", "docs", "fielddata", "flush", "get", "indexing", "mappings", "merge",
            "query_cache", "recovery", "refresh", "request_cache", "search", "segments", "shard_stats", "sparse_vector", "store",
            "translog", "warmer"];

    public static void MapStatistics(this IEndpointRouteBuilder routes)
    {
        string[] accepted =
            ["level", "timeout", "completion_fields", "fielddata_fields", "fields", "groups", "include_segment_file_sizes",
                "include_unloaded_segments", "forbid_closed_indices", .. IndexOptions.Names];
        routes.MapGet("/_stats/{metrics?}", StatisticsAsync).Accepts(accepted);
        routes.MapGet("/{index}/_stats/{metrics?}", StatisticsAsync).Accepts(accepted);
        foreach (var prefix in new[] { "", "/{index}" })
        {
            routes.MapGet($"{prefix}/_segments", SegmentsAsync).Accepts(["verbose", .. IndexOptions.Names]);
            routes.MapMethods($"{prefix}/_search_shards", ["GET", "POST"], ShardsAsync)
                .Accepts(["local", "preference", "routing", "master_timeout", .. IndexOptions.Names]);
        }
    }

    private static Task StatisticsAsync(HttpContext context, IndexRegistry indices)
    {
        var metrics = (context.GetRouteValue("metrics") as string ?? "_all").Split(',');
        if (metrics.FirstOrDefault(metric => !Metrics.Contains(metric)) is { } unknown)
        {
            throw NodeException.IllegalArgument($"request [{context.Request.Path}] contains unrecognized metric: [{unknown}]");
        }

        var targets = Targets(context, indices);
        var sum = default(IndexStatistics);
        var described = new JsonObject();
        foreach (var index in targets.Select(target => target.Index))
        {
            var statistics = IndexStatistics.Of(index);
            sum = sum.Add(statistics);
            described[index.State.Name] = new JsonObject
            {
                ["uuid"] = index.State.Uuid,
                ["health"] = index.Failure is null ? "green" : "red",
                ["status"] = "open",
                ["primaries"] = Selected(statistics, metrics),
                ["total"] = Selected(statistics, metrics),
            };
        }

        var response = new JsonObject
        {
            ["_shards"] = Shards(targets.Count),
            ["_all"] = new JsonObject { ["primaries"] = Selected(sum, metrics), ["total"] = Selected(sum, metrics) },
        };
        var level = context.Request.Query["level"].ToString();
        if (level is not ("" or "cluster" or "indices"))
        {
            throw NodeException.IllegalArgument($"this node has no statistics of the level [{level}]");
        }

        if (level != "cluster")
        {
            response["indices"] = described;
        }

        return Json.WriteResponseAsync(context, response);
    }

    private static JsonObject Selected(IndexStatistics statistics, string[] metrics)
    {
        var all = statistics.Describe();
        return metrics.Contains("_all") ? all
            : new JsonObject(all.Where(metric => metrics.Contains(metric.Key))
                .Select(metric => KeyValuePair.Create(metric.Key, metric.Value?.DeepClone())));
    }

    private static Task SegmentsAsync(HttpContext context, IndexRegistry indices)
    {
        var targets = Targets(context, indices);
        return Json.WriteResponseAsync(context, new JsonObject
        {
            ["_shards"] = Shards(targets.Count),
            ["indices"] = new JsonObject(targets.Select(target => KeyValuePair.Create(
                target.Index.State.Name,
                (JsonNode?)new JsonObject { ["shards"] = new JsonObject { ["0"] = new JsonArray(SegmentsOf(target.Index)) } }))),
        });
    }

    private static JsonObject SegmentsOf(SearchIndex index) => index.Search(searcher =>
    {
        var segments = searcher.IndexReader.Leaves.Select(leaf => leaf.Reader).OfType<SegmentReader>().ToList();
        return new JsonObject
        {
            ["routing"] = new JsonObject { ["state"] = "STARTED", ["primary"] = true, ["node"] = NodeIdentity.Id },
            ["num_search_segments"] = segments.Count,
            ["segments"] = new JsonObject(segments.Select(segment => KeyValuePair.Create(
                segment.SegmentName,
                (JsonNode?)new JsonObject
                {
                    ["num_docs"] = segment.NumDocs,
                    ["deleted_docs"] = segment.NumDeletedDocs,
                    ["size_in_bytes"] = segment.SegmentInfo.GetSizeInBytes(),
                    ["search"] = true,
                    ["version"] = segment.SegmentInfo.Info.Version,
                    ["compound"] = segment.SegmentInfo.Info.UseCompoundFile,
                }))),
        };
    });

    private static Task ShardsAsync(HttpContext context, IndexRegistry indices)
    {
        var targets = Targets(context, indices);
        return Json.WriteResponseAsync(context, new JsonObject
        {
            ["nodes"] = new JsonObject { [NodeIdentity.Id] = NodeIdentity.Describe() },
            ["indices"] = new JsonObject(targets.Select(target =>
                KeyValuePair.Create(target.Index.State.Name, (JsonNode?)new JsonObject()))),
            ["shards"] = new JsonArray([.. targets.Select(target => (JsonNode)new JsonArray(new JsonObject
            {
                ["state"] = "STARTED",
                ["primary"] = true,
                ["node"] = NodeIdentity.Id,
                ["shard"] = 0,
                ["index"] = target.Index.State.Name,
            }))]),
        });
    }

    private static IReadOnlyList<IndexTarget> Targets(HttpContext context, IndexRegistry indices) =>
        indices.Resolve(context.GetRouteValue("index") as string ?? "", IndexOptions.Read(context.Request.Query), IndexAccess.Statistics);

    private static JsonObject Shards(int count) => new() { ["total"] = count, ["successful"] = count, ["failed"] = 0 };
}
