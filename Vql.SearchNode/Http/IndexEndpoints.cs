using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.SearchNode.Analysis;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Indices;
using Vql.SearchNode.PointsInTime;

namespace Vql.SearchNode.Http;

/// <summary>Endpoints for indices and their mappings and settings.</summary>
internal static class IndexEndpoints
{
    // On one node, they are met by every request that succeeds.
    private static readonly string[] Waits = ["timeout", "master_timeout", "wait_for_active_shards"];
    private static readonly string[] Common = [.. Waits, "local", .. IndexOptions.Names];

    public static void MapIndices(this IEndpointRouteBuilder endpoints)
    {
        var routes = endpoints.MapGroup("").Accepts(Common);
        routes.MapPut("/{index}", CreateAsync).Accepts(Waits);
        routes.MapDelete("/{index}", DeleteAsync);
        routes.MapMethods("/{index}", ["GET", "HEAD"], (HttpContext context, IndexRegistry indices) =>
            DescribeAsync(context, indices, "aliases", "mappings", "settings")).Accepts([.. Common, "flat_settings", "include_defaults"]);
        foreach (var path in new[] { "/_mapping", "/{index}/_mapping" })
        {
            routes.MapGet(path, (HttpContext context, IndexRegistry indices) => DescribeAsync(context, indices, "mappings"));
        }

        foreach (var path in new[] { "/_settings/{name?}", "/{index}/_settings/{name?}" })
        {
            routes.MapGet(path, (HttpContext context, IndexRegistry indices) => DescribeAsync(context, indices, "settings"))
                .Accepts([.. Common, "flat_settings", "include_defaults"]);
        }

        foreach (var path in new[] { "/_mapping", "/{index}/_mapping" })
        {
            routes.MapMethods(path, ["PUT", "POST"], (HttpContext context, IndexRegistry indices) =>
                UpdateAsync(context, indices, static (state, body) =>
                {
                    IndexBlock.Check(state, IndexAccess.WriteMetadata);
                    return state.WithFields(body);
                })).Accepts([.. Common, "write_index_only"]);
        }

        foreach (var path in new[] { "/_settings", "/{index}/_settings" })
        {
            routes.MapPut(path, UpdateSettingsAsync)
                        .Accepts([.. Common, "flat_settings", "preserve_existing"]);
        }

        foreach (var prefix in new[] { "", "/{index}" })
        {
            routes.MapMethods($"{prefix}/_refresh", ["GET", "POST"], (HttpContext context, IndexRegistry indices) =>
                MaintainAsync(context, indices, static target => target.Refresh()));
            routes.MapMethods($"{prefix}/_flush", ["GET", "POST"], (HttpContext context, IndexRegistry indices) =>
                MaintainAsync(context, indices, static target => target.Commit())).Accepts([.. Common, "force", "wait_if_ongoing"]);

            // Snapshots are cached by the operating system alone.
            routes.MapPost($"{prefix}/_cache/clear", (HttpContext context, IndexRegistry indices) =>
                MaintainAsync(context, indices, static _ => { })).Accepts([.. Common, "fielddata", "fields", "query", "request", "index"]);
            routes.MapPost($"{prefix}/_forcemerge", ForceMergeAsync)
                .Accepts([.. Common, "max_num_segments", "only_expunge_deletes", "flush", "wait_for_completion"]);
        }
    }

    private static async Task CreateAsync(HttpContext context, string index, IndexRegistry indices)
    {
        var body = await Json.ReadAsync(context);
        foreach (var member in Json.Read(() => body.EnumerateObject()))
        {
            if (member.Name is not ("settings" or "mappings" or "aliases"))
            {
                throw new NodeException(400, "parse_exception", $"unknown key [{member.Name}] for create index");
            }
        }

        foreach (var part in (string[])["settings", "mappings", "aliases"])
        {
            if (body.TryGetProperty(part, out var value) && value.ValueKind != JsonValueKind.Object)
            {
                throw new NodeException(400, "parse_exception", $"key [{part}] must be an object");
            }
        }

        var aliases = Json.Read(() => Json.ObjectOf(body, "aliases").ToDictionary(
            alias => alias.Key, alias => AliasOptions.Read(alias.Key, alias.Value as JsonObject ?? throw NodeException.IllegalArgument(
                $"the alias [{alias.Key}] must be an object"))));
        Json.Read("mapper_parsing_exception", () =>
            indices.Create(index, Json.ObjectOf(body, "settings"), Json.ObjectOf(body, "mappings"), aliases));
        await Json.WriteResponseAsync(
            context, new JsonObject { ["acknowledged"] = true, ["shards_acknowledged"] = true, ["index"] = index });
    }

    private static Task DeleteAsync(HttpContext context, string index, IndexRegistry indices, PointRegistry points)
    {
        foreach (var name in indices.ResolveToDelete(index, IndexOptions.Read(context.Request.Query, expands: "open,closed")))
        {
            // Some operating systems cannot delete the files that an open point in time holds open.
            indices.CheckDeletion(name);
            points.CloseAll(name);
            indices.Delete(name);
        }

        return Json.AcknowledgeAsync(context);
    }

    private static Task DescribeAsync(HttpContext context, IndexRegistry indices, params string[] parts)
    {
        var expression = context.GetRouteValue("index") as string ?? "";
        var response = new JsonObject();
        foreach (var target in indices.Resolve(expression, IndexOptions.Read(context.Request.Query)))
        {
            IndexBlock.Check(target.Index.State, IndexAccess.ReadMetadata);
            var state = target.Index.State;
            var described = new JsonObject();
            foreach (var part in parts)
            {
                described[part] = part switch
                {
                    "aliases" => new JsonObject(indices.AliasesOf(state.Name)
                        .Select(alias => KeyValuePair.Create(alias.Alias, (JsonNode?)alias.Options.ToJson()))),
                    "mappings" => state.Mappings.DeepClone(),
                    _ => Settings(context, state),
                };
            }

            response[state.Name] = described;
        }

        var isAbsent = HttpMethods.IsHead(context.Request.Method) && response.Count == 0;
        return Json.WriteResponseAsync(context, response, isAbsent ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
    }

    private static JsonObject Settings(HttpContext context, IndexState state)
    {
        var isFlat = Flags.Read(
            "flat_settings", context.Request.Query.TryGetValue("flat_settings", out var flat) ? flat.ToString() : null,
                defaultValue: false);
        if (context.GetRouteValue("name") is not string names || names is "_all" or "*")
        {
            return SettingNames.Describe(state, isFlat);
        }

        var selected = new JsonObject();
        foreach (var (name, value) in SettingNames.Describe(state, isFlat: true))
        {
            if (names.Split(',').Any(pattern => IndexExpression.Matches(pattern, name)))
            {
                selected[name] = value?.DeepClone();
            }
        }

        return isFlat ? selected : SettingNames.Nest(selected);
    }

    private static async Task UpdateAsync(HttpContext context, IndexRegistry indices, Func<IndexState, JsonObject, IndexState> update)
    {
        var json = await Json.ReadAsync(context);
        var body = Json.Read(() => JsonObject.Create(json)) ?? [];
        var expression = context.GetRouteValue("index") as string ?? "";
        foreach (var target in indices.Resolve(expression, IndexOptions.Read(context.Request.Query)))
        {
            indices.Update(target.Index.State.Name, state => Json.Read("mapper_parsing_exception", () => update(state, body)));
        }

        await Json.AcknowledgeAsync(context);
    }

    private static Task UpdateSettingsAsync(HttpContext context, IndexRegistry indices)
    {
        var preserves = Flags.Read("preserve_existing",
            context.Request.Query.TryGetValue("preserve_existing", out var text) ? text.ToString() : null, defaultValue: false);
        return UpdateAsync(context, indices, (state, body) =>
        {
            if (!SettingNames.Flatten(body, "").Any())
            {
                throw new NodeException(400, "action_request_validation_exception", "Validation Failed: 1: no settings to update;");
            }

            // A block does not keep a request from changing blocks.
            if (!SettingNames.Flatten(body, "").All(setting => setting.Name.StartsWith(IndexBlock.Prefix, StringComparison.Ordinal)))
            {
                IndexBlock.Check(state, IndexAccess.WriteMetadata);
            }

            return state.WithSettings(body, preserves);
        });
    }

    private static Task ForceMergeAsync(HttpContext context, IndexRegistry indices)
    {
        var segments = context.Request.Query["max_num_segments"].ToString();
        return int.TryParse(segments.Length == 0 ? "1" : segments, out var count) && count > 0
            ? MaintainAsync(context, indices, target => target.ForceMerge(count))
            : throw NodeException.IllegalArgument($"Failed to parse int parameter [max_num_segments] with value [{segments}]");
    }

    // All indices must exist before the action runs on any of them.
    private static Task MaintainAsync(HttpContext context, IndexRegistry indices, Action<SearchIndex> maintain)
    {
        var (targets, unavailable) = indices.ResolveAvailable(
            context.GetRouteValue("index") as string ?? "", IndexOptions.Read(context.Request.Query));
        foreach (var target in targets.Where(target => target.Index.State.IsClosed))
        {
            throw NodeException.Closed(target.Index.State.Name);
        }

        foreach (var target in targets)
        {
            maintain(target.Index);
        }

        return Json.WriteResponseAsync(context, new JsonObject
        {
            // As in Elasticsearch, unavailable indices are counted, and not as failures.
            ["_shards"] = new JsonObject
            {
                ["total"] = targets.Count + unavailable.Count,
                ["successful"] = targets.Count,
                ["failed"] = 0,
            },
        });
    }
}
