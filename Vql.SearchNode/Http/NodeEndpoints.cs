using System.Text.Json.Nodes;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.Http;

/// <summary>Endpoints for the node: its version, its health, and the statistics of its indices.</summary>
internal static class NodeEndpoints
{
    private const string CompatibleVersion = "8.19.0";

    public static void MapNode(this IEndpointRouteBuilder endpoints)
    {
        var routes = endpoints.MapGroup("").Accepts("timeout", "master_timeout", "local");
        routes.MapMethods("/", ["GET", "HEAD"], context => Json.WriteResponseAsync(context, new JsonObject
        {
            ["name"] = "vql-search-node",
            ["cluster_name"] = "vql",
            ["cluster_uuid"] = "vql-search-node-0000",
            ["version"] = new JsonObject
            {
                ["number"] = CompatibleVersion,
                ["build_flavor"] = "default",
                ["lucene_version"] = "4.8.0",
                ["minimum_wire_compatibility_version"] = "7.17.0",
                ["minimum_index_compatibility_version"] = "7.0.0",
            },
            ["tagline"] = "You Know, for Search",
        }));
        routes.MapGet("/alive", context => context.Response.WriteAsync("Healthy", context.RequestAborted));
        routes.MapGet("/_cluster/health/{index?}", HealthAsync)
            .Accepts("timeout", "master_timeout", "local", "wait_for_status", "wait_for_nodes", "wait_for_active_shards", "level");
        routes.MapGet("/_cat/indices/{index?}", CatAsync).Accepts("format", "master_timeout", "local");
        routes.MapGet("/{index}/_stats/{metrics?}", StatisticsAsync);
    }

    private static Task HealthAsync(HttpContext context, IndexRegistry indices)
    {
        if (context.GetRouteValue("index") is string name)
        {
            indices.Get(name);
        }

        return Json.WriteResponseAsync(context, new JsonObject
        {
            ["cluster_name"] = "vql",
            ["status"] = indices.IsHealthy ? "green" : "red",
            ["timed_out"] = false,
            ["number_of_nodes"] = 1,
            ["number_of_data_nodes"] = 1,
            ["active_primary_shards"] = indices.All.Count(),
            ["active_shards"] = indices.All.Count(),
            ["relocating_shards"] = 0,
            ["initializing_shards"] = 0,
            ["unassigned_shards"] = indices.Unopened.Count(),
            ["active_shards_percent_as_number"] = 100.0 * indices.All.Count() / Math.Max(1, indices.All.Count() + indices.Unopened.Count()),
        });
    }

    private static Task CatAsync(HttpContext context, IndexRegistry indices) =>
        Json.WriteResponseAsync(context, new JsonArray([.. indices.All.Select(index => index.Search(searcher => (JsonNode)new JsonObject
        {
            ["health"] = index.Failure is null ? "green" : "red",
            ["status"] = "open",
            ["index"] = index.State.Name,
            ["uuid"] = index.State.Uuid,
            ["pri"] = "1",
            ["rep"] = "0",
            ["docs.count"] = searcher.IndexReader.NumDocs.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["docs.deleted"] = searcher.IndexReader.NumDeletedDocs.ToString(System.Globalization.CultureInfo.InvariantCulture),
        }))]));

    private static Task StatisticsAsync(HttpContext context, string index, IndexRegistry indices)
    {
        var target = indices.Get(index);
        var files = new DirectoryInfo(target.Folder).EnumerateFiles("*", SearchOption.AllDirectories);
        var statistics = target.Search(searcher => new JsonObject
        {
            ["docs"] = new JsonObject { ["count"] = searcher.IndexReader.NumDocs, ["deleted"] = searcher.IndexReader.NumDeletedDocs },
            ["store"] = new JsonObject { ["size_in_bytes"] = files.Sum(file => file.Exists ? file.Length : 0) },
            ["segments"] = new JsonObject { ["count"] = searcher.IndexReader.Leaves.Count },
        });
        return Json.WriteResponseAsync(context, new JsonObject
        {
            ["_shards"] = new JsonObject { ["total"] = 1, ["successful"] = 1, ["failed"] = 0 },
            ["_all"] = new JsonObject { ["primaries"] = statistics, ["total"] = statistics.DeepClone() },
            ["indices"] = new JsonObject
            {
                [target.State.Name] = new JsonObject
                {
                    ["uuid"] = target.State.Uuid,
                    ["primaries"] = statistics.DeepClone(),
                    ["total"] = statistics.DeepClone(),
                },
            },
        });
    }
}
