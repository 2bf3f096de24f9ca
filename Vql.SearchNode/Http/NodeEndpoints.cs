using System.Diagnostics;
using System.Text.Json.Nodes;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.Http;

/// <summary>Endpoints for the node: its version and its process.</summary>
internal static class NodeEndpoints
{
    // The parts of Elasticsearch's descriptions. The node has some of them.
    private static readonly string[] Parts =
        ["_all", "_none", "settings", "os", "process", "jvm", "thread_pool", "transport", "http", "plugins", "ingest", "aggregations",
            "indices", "fs", "breaker", "script", "discovery", "adaptive_selection", "script_cache", "indexing_pressure", "repositories"];

    public static void MapNode(this IEndpointRouteBuilder endpoints)
    {
        var routes = endpoints.MapGroup("").Accepts("timeout", "master_timeout", "local");
        routes.MapMethods("/", ["GET", "HEAD"], context => Json.WriteResponseAsync(context, new JsonObject
        {
            ["name"] = NodeIdentity.Name,
            ["cluster_name"] = NodeIdentity.Cluster,
            ["cluster_uuid"] = NodeIdentity.ClusterUuid,
            ["version"] = new JsonObject
            {
                ["number"] = NodeIdentity.Version,
                ["build_flavor"] = "default",
                ["lucene_version"] = "4.8.0",
                ["minimum_wire_compatibility_version"] = "7.17.0",
                ["minimum_index_compatibility_version"] = "7.0.0",
            },
            ["tagline"] = "You Know, for Search",
        }));
        routes.MapGet("/alive", context => context.Response.WriteAsync("Healthy", context.RequestAborted));
        string[] accepted = ["timeout", "flat_settings", "level", "fields", "groups", "types", "completion_fields", "fielddata_fields",
            "include_segment_file_sizes", "include_unloaded_segments"];
        foreach (var path in new[] { "/_nodes", "/_nodes/{first}", "/_nodes/{first}/{parts}" })
        {
            routes.MapGet(path, DescribeAsync).Accepts(accepted);
        }

        foreach (var path in new[] { "/_nodes/stats/{parts?}", "/_nodes/{node}/stats/{parts?}" })
        {
            routes.MapGet(path, MeasureAsync).Accepts(accepted);
        }
    }

    private static Task DescribeAsync(HttpContext context)
    {
        // The only segment of a path can be nodes, parts, or another request.
        var (first, parts) = (context.GetRouteValue("first") as string, context.GetRouteValue("parts") as string);
        if (parts is null && first is not null && first.Split(',').All(part => Parts.Contains(part)))
        {
            (first, parts) = (null, first);
        }

        if (parts is null && first is "usage" or "hot_threads" or "reload_secure_settings")
        {
            throw NodeException.IllegalArgument($"this node does not support [{first}]");
        }

        var selected = Read(context, parts is "info" ? null : parts);
        var node = NodeIdentity.Describe();
        Add(node, selected, "os", () => new JsonObject
        {
            ["name"] = OperatingSystem.IsWindows() ? "Windows" : OperatingSystem.IsMacOS() ? "macOS" : "Linux",
            ["available_processors"] = Environment.ProcessorCount,
        });
        Add(node, selected, "process", () => new JsonObject { ["id"] = Environment.ProcessId, ["mlockall"] = false });
        Add(node, selected, "http", () => new JsonObject
        {
            ["publish_address"] = $"{NodeIdentity.Host}:{context.Connection.LocalPort}",
            ["max_content_length_in_bytes"] = Json.MaxBody,
        });
        Add(node, selected, "plugins", () => new JsonArray());
        return WriteAsync(context, first, node);
    }

    private static Task MeasureAsync(HttpContext context, IndexRegistry indices, TimeProvider time)
    {
        var selected = Read(context, context.GetRouteValue("parts") as string);
        var node = NodeIdentity.Describe();
        node.Remove("version");
        node["timestamp"] = time.GetUtcNow().ToUnixTimeMilliseconds();
        Add(node, selected, "indices", () => indices.All.Select(IndexStatistics.Of)
            .Aggregate(default(IndexStatistics), static (sum, one) => sum.Add(one)).Describe());
        Add(node, selected, "process", () =>
        {
            using var process = Process.GetCurrentProcess();
            return new JsonObject
            {
                ["timestamp"] = time.GetUtcNow().ToUnixTimeMilliseconds(),
                ["cpu"] = new JsonObject { ["total_in_millis"] = (long)process.TotalProcessorTime.TotalMilliseconds },
                ["mem"] = new JsonObject { ["resident_in_bytes"] = process.WorkingSet64 },
            };
        });
        Add(node, selected, "fs", () =>
        {
            var drive = new DriveInfo(indices.Folder);
            return new JsonObject
            {
                ["timestamp"] = time.GetUtcNow().ToUnixTimeMilliseconds(),
                ["total"] = new JsonObject
                {
                    ["total_in_bytes"] = drive.TotalSize,
                    ["free_in_bytes"] = drive.TotalFreeSpace,
                    ["available_in_bytes"] = drive.AvailableFreeSpace,
                },
            };
        });
        return WriteAsync(context, context.GetRouteValue("node") as string, node);
    }

    private static string[] Read(HttpContext context, string? parts)
    {
        var selected = (parts ?? "_all").Split(',');
        return selected.FirstOrDefault(part => !Parts.Contains(part)) is { } unknown
            ? throw NodeException.IllegalArgument($"request [{context.Request.Path}] contains unrecognized metric: [{unknown}]")
            : selected;
    }

    private static void Add(JsonObject node, string[] selected, string part, Func<JsonNode> describe)
    {
        if (selected.Contains("_all") || selected.Contains(part))
        {
            node[part] = describe();
        }
    }

    private static Task WriteAsync(HttpContext context, string? nodes, JsonObject node)
    {
        var isMeant = nodes is null || nodes.Split(',').Any(name => name is "_all" or "_local" or "_master"
            || IndexExpression.Matches(name, NodeIdentity.Id) || IndexExpression.Matches(name, NodeIdentity.Name));
        return Json.WriteResponseAsync(context, new JsonObject
        {
            ["_nodes"] = isMeant ? NodeIdentity.Counts() : new JsonObject { ["total"] = 0, ["successful"] = 0, ["failed"] = 0 },
            ["cluster_name"] = NodeIdentity.Cluster,
            ["nodes"] = isMeant ? new JsonObject { [NodeIdentity.Id] = node } : [],
        });
    }
}
