using System.Text.Json.Nodes;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.Http;

/// <summary>Endpoints for the node: its version, its health, and the statistics of its indices.</summary>
internal static class NodeEndpoints
{
    private const string CompatibleVersion = "8.19.0";

    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

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
            .Accepts("timeout", "master_timeout", "local", "wait_for_status");
        routes.MapGet("/_stats", StatisticsAsync);
        routes.MapGet("/{index}/_stats/{metrics?}", StatisticsAsync);
    }

    private static async Task HealthAsync(HttpContext context, IndexRegistry indices, TimeProvider time)
    {
        var name = context.GetRouteValue("index") as string;
        var isGreen = await WaitAsync(context, indices, name, time);
        var open = name is null ? indices.All.Count() : 1;
        var unopened = name is null ? indices.Unopened.Count() : 0;
        await Json.WriteResponseAsync(
            context,
            new JsonObject
            {
                ["cluster_name"] = "vql",
                ["status"] = IsHealthy(indices, name) ? "green" : "red",
                ["timed_out"] = !isGreen,
                ["number_of_nodes"] = 1,
                ["number_of_data_nodes"] = 1,
                ["active_primary_shards"] = open,
                ["active_shards"] = open,
                ["relocating_shards"] = 0,
                ["initializing_shards"] = 0,
                ["unassigned_shards"] = unopened,
                ["active_shards_percent_as_number"] = 100.0 * open / Math.Max(1, open + unopened),
            },
            isGreen ? StatusCodes.Status200OK : StatusCodes.Status408RequestTimeout);
    }

    // Waits until the status is the requested one. Returns false at the timeout.
    private static async Task<bool> WaitAsync(HttpContext context, IndexRegistry indices, string? name, TimeProvider time)
    {
        var status = context.Request.Query["wait_for_status"].ToString();
        if (status is not ("" or "green" or "yellow" or "red"))
        {
            throw NodeException.IllegalArgument($"unknown cluster health status [{status}]");
        }

        var timeout = context.Request.Query.TryGetValue("timeout", out var text) ? IndexState.ReadDuration(text.ToString())
            : HealthTimeout;
        var started = time.GetTimestamp();
        while (!IsHealthy(indices, name) && status is "green" or "yellow")
        {
            if (time.GetElapsedTime(started) >= timeout)
            {
                return false;
            }

            await Task.Delay(PollInterval, time, context.RequestAborted);
        }

        return true;
    }

    private static bool IsHealthy(IndexRegistry indices, string? name) =>
        name is null ? indices.IsHealthy : indices.Get(name).Failure is null;

    private static Task StatisticsAsync(HttpContext context, IndexRegistry indices)
    {
        var targets = indices.Resolve(context.GetRouteValue("index") as string ?? "", IndexOptions.Read(context.Request.Query));
        var described = new JsonObject();
        var (documents, deleted, bytes, segments) = (0L, 0L, 0L, 0L);
        foreach (var index in targets.Select(target => target.Index))
        {
            var size = new DirectoryInfo(index.Folder).EnumerateFiles("*", SearchOption.AllDirectories)
                .Sum(file => file.Exists ? file.Length : 0);
            var (count, gone, parts) = index.Search(searcher =>
                (searcher.IndexReader.NumDocs, searcher.IndexReader.NumDeletedDocs, searcher.IndexReader.Leaves.Count));
            (documents, deleted, bytes, segments) = (documents + count, deleted + gone, bytes + size, segments + parts);
            described[index.State.Name] = new JsonObject
            {
                ["uuid"] = index.State.Uuid,
                ["primaries"] = Statistics(count, gone, size, parts),
                ["total"] = Statistics(count, gone, size, parts),
            };
        }

        return Json.WriteResponseAsync(context, new JsonObject
        {
            ["_shards"] = new JsonObject { ["total"] = targets.Count, ["successful"] = targets.Count, ["failed"] = 0 },
            ["_all"] = new JsonObject
            {
                ["primaries"] = Statistics(documents, deleted, bytes, segments),
                ["total"] = Statistics(documents, deleted, bytes, segments),
            },
            ["indices"] = described,
        });
    }

    private static JsonObject Statistics(long documents, long deleted, long bytes, long segments) => new()
    {
        ["docs"] = new JsonObject { ["count"] = documents, ["deleted"] = deleted },
        ["store"] = new JsonObject { ["size_in_bytes"] = bytes },
        ["segments"] = new JsonObject { ["count"] = segments },
    };
}
