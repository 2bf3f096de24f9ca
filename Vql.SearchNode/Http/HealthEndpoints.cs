using System.Text.Json.Nodes;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.Http;

/// <summary>The endpoint for the health of the indices.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    public static void MapHealth(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/_cluster/health/{index?}", HealthAsync).Accepts(
            "timeout", "master_timeout", "local", "level", "wait_for_status", "wait_for_no_relocating_shards",
            "wait_for_no_initializing_shards", "wait_for_active_shards", "wait_for_nodes", "wait_for_events", "expand_wildcards");

    private static async Task HealthAsync(HttpContext context, IndexRegistry indices, TimeProvider time)
    {
        var level = context.Request.Query["level"].ToString();
        if (level is not ("" or "cluster" or "indices" or "shards"))
        {
            throw NodeException.IllegalArgument($"level parameter must be one of [cluster] or [indices] or [shards] but was [{level}]");
        }

        var expression = context.GetRouteValue("index") as string;
        var isGreen = await WaitAsync(context, indices, expression, time);
        var opened = Targets(indices, expression);
        var unopened = expression is null ? indices.Unopened.Count() : 0;
        var response = new JsonObject
        {
            ["cluster_name"] = NodeIdentity.Cluster,
            ["status"] = StatusOf(indices, expression).Text(),
            ["timed_out"] = !isGreen,
            ["number_of_nodes"] = 1,
            ["number_of_data_nodes"] = 1,
            ["active_primary_shards"] = opened.Count,
            ["active_shards"] = opened.Count,
            ["relocating_shards"] = 0,
            ["initializing_shards"] = 0,
            ["unassigned_shards"] = unopened,
            ["unassigned_primary_shards"] = unopened,
            ["delayed_unassigned_shards"] = 0,
            ["number_of_pending_tasks"] = 0,
            ["number_of_in_flight_fetch"] = 0,
            ["task_max_waiting_in_queue_millis"] = 0,
            ["active_shards_percent_as_number"] = opened.Count + unopened == 0 ? 100.0 : 100.0 * opened.Count / (opened.Count + unopened),
        };
        if (level is "indices" or "shards")
        {
            response["indices"] = new JsonObject(opened.Select(index =>
                KeyValuePair.Create(index.State.Name, (JsonNode?)Describe(index, level == "shards"))));
        }

        await Json.WriteResponseAsync(context, response, isGreen ? StatusCodes.Status200OK : StatusCodes.Status408RequestTimeout);
    }

    private static JsonObject Describe(SearchIndex index, bool hasShards)
    {
        var health = new JsonObject
        {
            ["status"] = StatusOf(index).Text(),
            ["number_of_shards"] = 1,
            ["number_of_replicas"] = 0,
            ["active_primary_shards"] = 1,
            ["active_shards"] = 1,
            ["relocating_shards"] = 0,
            ["initializing_shards"] = 0,
            ["unassigned_shards"] = 0,
            ["unassigned_primary_shards"] = 0,
        };
        if (hasShards)
        {
            health["shards"] = new JsonObject
            {
                ["0"] = new JsonObject
                {
                    ["status"] = StatusOf(index).Text(),
                    ["primary_active"] = true,
                    ["active_shards"] = 1,
                    ["relocating_shards"] = 0,
                    ["initializing_shards"] = 0,
                    ["unassigned_shards"] = 0,
                    ["unassigned_primary_shards"] = 0,
                },
            };
        }

        return health;
    }

    // Waits until the status is the requested one. Returns false at the timeout.
    private static async Task<bool> WaitAsync(HttpContext context, IndexRegistry indices, string? expression, TimeProvider time)
    {
        var worst = context.Request.Query["wait_for_status"].ToString() switch
        {
            "green" => HealthStatus.Green,
            "yellow" => HealthStatus.Yellow,
            "" or "red" => HealthStatus.Red,
            var unknown => throw NodeException.IllegalArgument($"unknown cluster health status [{unknown}]"),
        };

        var timeout = context.Request.Query.TryGetValue("timeout", out var text) ? IndexState.ReadDuration(text.ToString())
            : DefaultTimeout;
        var started = time.GetTimestamp();
        while (StatusOf(indices, expression) > worst || !HasNodes(context))
        {
            if (time.GetElapsedTime(started) >= timeout)
            {
                return false;
            }

            await Task.Delay(PollInterval, time, context.RequestAborted);
        }

        return true;
    }

    // The forms are N, <N, <=N, >N, >=N, and lt(N), le(N), gt(N), ge(N).
    private static bool HasNodes(HttpContext context)
    {
        var wanted = context.Request.Query["wait_for_nodes"].ToString();
        var digits = string.Concat(wanted.Where(char.IsAsciiDigit));
        if (wanted.Length == 0)
        {
            return true;
        }

        if (!int.TryParse(digits, out var count))
        {
            throw NodeException.IllegalArgument($"Failed to parse parameter [wait_for_nodes] with value [{wanted}]");
        }

        return wanted[..wanted.IndexOf(digits[0], StringComparison.Ordinal)].TrimEnd('(') switch
        {
            "" => count == 1,
            "<" or "lt" => count > 1,
            "<=" or "le" => count >= 1,
            ">" or "gt" => count < 1,
            ">=" or "ge" => count <= 1,
            _ => throw NodeException.IllegalArgument($"Failed to parse parameter [wait_for_nodes] with value [{wanted}]"),
        };
    }

    private static List<SearchIndex> Targets(IndexRegistry indices, string? expression) => expression is null
        ? [.. indices.All.OrderBy(index => index.State.Name, StringComparer.Ordinal)]
        : [.. indices.Resolve(expression, new ExpressionOptions(IgnoresMissing: false, ExpandsToClosed: true))
            .Select(target => target.Index)];

    private static HealthStatus StatusOf(IndexRegistry indices, string? expression) => expression is null
        ? indices.Health
        : Targets(indices, expression).Select(StatusOf).DefaultIfEmpty().Max();

    private static HealthStatus StatusOf(SearchIndex index) => index.Failure is null ? HealthStatus.Green : HealthStatus.Red;
}
