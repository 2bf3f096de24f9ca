using System.Text.Json.Nodes;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.Http;

/// <summary>Endpoints for the cluster, which consists of this node.</summary>
internal static class ClusterEndpoints
{
    private static readonly string[] Common = ["timeout", "master_timeout", "local"];

    public static void MapCluster(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/_cluster/state/{metrics?}", StateAsync).Accepts(StateParameters);
        routes.MapGet("/_cluster/state/{metrics}/{index}", StateAsync).Accepts(StateParameters);
        routes.MapGet("/_cluster/stats", StatisticsAsync).Accepts("timeout", "include_remotes");
        routes.MapGet("/_cluster/settings", (HttpContext context, IndexRegistry indices) =>
            Json.WriteResponseAsync(context, indices.ClusterSettings.Describe(Flag(context, "flat_settings"))))
            .Accepts([.. Common, "flat_settings"]);
        routes.MapPut("/_cluster/settings", UpdateAsync).Accepts([.. Common, "flat_settings"]);

        // Changes take effect before their requests are answered.
        routes.MapGet("/_cluster/pending_tasks", context =>
            Json.WriteResponseAsync(context, new JsonObject { ["tasks"] = new JsonArray() })).Accepts(Common);
    }

    private static string[] StateParameters =>
        [.. Common, "flat_settings", "wait_for_metadata_version", "wait_for_timeout", .. IndexOptions.Names];

    private static Task StateAsync(HttpContext context, IndexRegistry indices)
    {
        var metrics = (context.GetRouteValue("metrics") as string ?? "_all").Split(',');
        var targets = indices.Resolve(
            context.GetRouteValue("index") as string ?? "", IndexOptions.Read(context.Request.Query, ignoresMissing: true));
        var state = new JsonObject { ["cluster_name"] = NodeIdentity.Cluster, ["cluster_uuid"] = NodeIdentity.ClusterUuid };
        Add("version", "version", () => indices.Version);
        Add("version", "state_uuid", () => $"{NodeIdentity.ClusterUuid}-{indices.Version}");
        Add("master_node", "master_node", () => NodeIdentity.Id);
        Add("blocks", "blocks", () => Blocks(targets));
        Add("nodes", "nodes", () => new JsonObject { [NodeIdentity.Id] = NodeIdentity.Describe() });
        Add("metadata", "metadata", () => Metadata(context, indices, targets));
        Add("routing_table", "routing_table", () => new JsonObject
        {
            ["indices"] = new JsonObject(targets.Select(target => KeyValuePair.Create(
                target.Index.State.Name,
                (JsonNode?)new JsonObject { ["shards"] = new JsonObject { ["0"] = new JsonArray(Shard(target)) } }))),
        });
        Add("routing_nodes", "routing_nodes", () => new JsonObject
        {
            ["unassigned"] = new JsonArray(),
            ["nodes"] = new JsonObject { [NodeIdentity.Id] = new JsonArray([.. targets.Select(Shard)]) },
        });
        return Json.WriteResponseAsync(context, state);

        void Add(string metric, string member, Func<JsonNode> describe)
        {
            if (metrics.Contains(metric) || metrics.Contains("_all"))
            {
                state[member] = describe();
            }
        }
    }

    private static JsonObject Blocks(IReadOnlyList<IndexTarget> targets)
    {
        var blocked = new JsonObject();
        foreach (var index in targets.Select(target => target.Index))
        {
            var blocks = new JsonObject(index.State.Blocks.Select(block => KeyValuePair.Create(
                $"{block.Number}", (JsonNode?)new JsonObject { ["description"] = block.Reason })));
            if (index.State.IsClosed)
            {
                blocks["4"] = new JsonObject { ["description"] = "index closed" };
            }

            if (index.Failure is { } failure)
            {
                blocks["12"] = new JsonObject { ["description"] = failure.Message };
            }

            if (blocks.Count > 0)
            {
                blocked[index.State.Name] = blocks;
            }
        }

        return blocked.Count == 0 ? [] : new JsonObject { ["indices"] = blocked };
    }

    private static JsonObject Metadata(HttpContext context, IndexRegistry indices, IReadOnlyList<IndexTarget> targets) => new()
    {
        ["cluster_uuid"] = NodeIdentity.ClusterUuid,
        ["templates"] = new JsonObject(),
        ["indices"] = new JsonObject(targets.Select(target => target.Index.State).Select(index => KeyValuePair.Create(
            index.Name,
            (JsonNode?)new JsonObject
            {
                ["state"] = index.IsClosed ? "close" : "open",
                ["settings"] = SettingNames.Describe(index, Flag(context, "flat_settings")),
                ["mappings"] = new JsonObject { ["_doc"] = index.Mappings.DeepClone() },
                ["aliases"] = new JsonArray([.. indices.AliasesOf(index.Name).Select(alias => (JsonNode)alias.Alias)]),
            }))),
    };

    private static JsonNode Shard(IndexTarget target) => new JsonObject
    {
        ["state"] = "STARTED",
        ["primary"] = true,
        ["node"] = NodeIdentity.Id,
        ["relocating_node"] = null,
        ["shard"] = 0,
        ["index"] = target.Index.State.Name,
        ["allocation_id"] = new JsonObject { ["id"] = target.Index.State.Uuid },
    };

    private static Task StatisticsAsync(HttpContext context, IndexRegistry indices, TimeProvider time)
    {
        var all = indices.All.ToList();
        var statistics = all.Select(IndexStatistics.Of).Aggregate(default(IndexStatistics), static (sum, one) => sum.Add(one));
        var shards = new JsonObject { ["total"] = all.Count };
        if (all.Count > 0)
        {
            (shards["primaries"], shards["replication"]) = (all.Count, 0.0);
        }

        var described = new JsonObject { ["count"] = all.Count, ["shards"] = shards };
        foreach (var (name, value) in statistics.Describe())
        {
            described[name] = value?.DeepClone();
        }

        described["mappings"] = new JsonObject
        {
            ["field_types"] = new JsonArray([.. all
                .SelectMany(index => index.State.Mapping.Fields.Select(field => (field.TypeName, index.State.Name)))
                .GroupBy(field => field.TypeName).OrderBy(type => type.Key, StringComparer.Ordinal)
                .Select(type => (JsonNode)new JsonObject
                {
                    ["name"] = type.Key,
                    ["count"] = type.Count(),
                    ["index_count"] = type.Select(field => field.Name).Distinct().Count(),
                })]),
        };
        return Json.WriteResponseAsync(context, new JsonObject
        {
            ["_nodes"] = NodeIdentity.Counts(),
            ["cluster_name"] = NodeIdentity.Cluster,
            ["cluster_uuid"] = NodeIdentity.ClusterUuid,
            ["timestamp"] = time.GetUtcNow().ToUnixTimeMilliseconds(),
            ["status"] = indices.Health.Text(),
            ["indices"] = described,
            ["nodes"] = new JsonObject
            {
                ["count"] = new JsonObject { ["total"] = 1, ["data"] = 1, ["ingest"] = 1, ["master"] = 1 },
                ["versions"] = new JsonArray(NodeIdentity.Version),
            },
        });
    }

    private static async Task UpdateAsync(HttpContext context, IndexRegistry indices)
    {
        var json = await Json.ReadAsync(context);
        var body = Json.Read(() => JsonObject.Create(json)) ?? [];
        var changed = indices.ChangeClusterSettings(body);
        var response = new JsonObject { ["acknowledged"] = true };
        foreach (var (part, settings) in changed)
        {
            response[part] = Flag(context, "flat_settings") ? settings!.DeepClone() : SettingNames.Nest((JsonObject)settings!);
        }

        await Json.WriteResponseAsync(context, response);
    }

    private static bool Flag(HttpContext context, string name) => Flags.Read(
        name, context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null, defaultValue: false);
}
