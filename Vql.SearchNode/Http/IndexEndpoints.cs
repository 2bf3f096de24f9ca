using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.SearchNode.Analysis;
using Vql.SearchNode.Indices;
using Vql.SearchNode.Mappings;
using Vql.SearchNode.PointsInTime;

namespace Vql.SearchNode.Http;

/// <summary>Endpoints for indices and their mappings, settings, and aliases.</summary>
internal static class IndexEndpoints
{
    // The default of position_increment_gap.
    private const int ValuePositionGap = 100;

    public static void MapIndices(this IEndpointRouteBuilder endpoints)
    {
        // On one node, they are met by every request that succeeds.
        var routes = endpoints.MapGroup("").Accepts("timeout", "master_timeout", "wait_for_active_shards", "local");
        routes.MapPut("/{index}", CreateAsync);
        routes.MapDelete("/{index}", (HttpContext context, string index, IndexRegistry indices, PointRegistry points) =>
        {
            // Some operating systems cannot delete the files that an open point in time holds open.
            points.CloseAll(index);
            indices.Delete(index);
            return Json.AcknowledgeAsync(context);
        });
        routes.MapGet("/{index}", (HttpContext context, string index, IndexRegistry indices) =>
            DescribeAsync(context, indices, index, "aliases", "mappings", "settings"));
        routes.MapMethods("/{index}", ["HEAD"], (HttpContext context, string index, IndexRegistry indices) =>
            context.Response.StatusCode = indices.Exists(index) ? 200 : 404);
        routes.MapGet("/{index}/_mapping", (HttpContext context, string index, IndexRegistry indices) =>
            DescribeAsync(context, indices, index, "mappings"));
        routes.MapGet("/{index}/_settings", (HttpContext context, string index, IndexRegistry indices) =>
            DescribeAsync(context, indices, index, "settings"));
        routes.MapGet("/{index}/_alias", (HttpContext context, string index, IndexRegistry indices) =>
            DescribeAsync(context, indices, index, "aliases"));
        routes.MapPut("/{index}/_mapping", (HttpContext context, string index, IndexRegistry indices) =>
            UpdateAsync(context, indices, index, static (state, body) => state.WithFields(body)));
        routes.MapPut("/{index}/_settings", (HttpContext context, string index, IndexRegistry indices) =>
            UpdateAsync(context, indices, index, static (state, body) => state.WithSettings(body)));
        routes.MapPut("/{index}/_alias/{alias}", async (HttpContext context, string index, string alias, IndexRegistry indices) =>
        {
            AliasActions.RejectOptions(alias, await Json.ReadAsync(context));
            indices.ChangeAliases([new AliasChange(alias, indices.Get(index).State.Name, Add: true)]);
            await Json.AcknowledgeAsync(context);
        });
        routes.MapDelete("/{index}/_alias/{alias}", (HttpContext context, string index, string alias, IndexRegistry indices) =>
        {
            indices.ChangeAliases([new AliasChange(alias, indices.Get(index).State.Name, Add: false)]);
            return Json.AcknowledgeAsync(context);
        });
        routes.MapGet("/_alias/{alias}", AliasAsync);
        routes.MapMethods("/_alias/{alias}", ["HEAD"], (HttpContext context, string alias, IndexRegistry indices) =>
            context.Response.StatusCode = indices.All.Any(index => indices.AliasesOf(index.State.Name).Contains(alias)) ? 200 : 404);
        routes.MapPost("/_aliases", AliasesAsync);
        routes.MapPut("/_index_template/{name}", PutTemplateAsync);
        routes.MapDelete("/_index_template/{name}", (HttpContext context, string name, IndexRegistry indices) =>
        {
            indices.Release(name);
            return Json.AcknowledgeAsync(context);
        });
        routes.MapMethods("/{index}/_refresh", ["GET", "POST"], (HttpContext context, string index, IndexRegistry indices) =>
            MaintainAsync(context, indices, index, static target => target.Refresh()));
        routes.MapMethods("/{index}/_flush", ["GET", "POST"], (HttpContext context, string index, IndexRegistry indices) =>
            MaintainAsync(context, indices, index, static target => target.Commit())).Accepts("force", "wait_if_ongoing");
        routes.MapPost("/{index}/_forcemerge", (HttpContext context, string index, IndexRegistry indices) =>
        {
            var segments = context.Request.Query["max_num_segments"].ToString();
            return int.TryParse(segments.Length == 0 ? "1" : segments, out var count) && count > 0
                ? MaintainAsync(context, indices, index, target => target.ForceMerge(count))
                : throw NodeException.IllegalArgument($"Failed to parse int parameter [max_num_segments] with value [{segments}]");
        }).Accepts("max_num_segments");
        routes.MapMethods("/{index}/_analyze", ["GET", "POST"], AnalyzeAsync);
    }

    private static async Task CreateAsync(HttpContext context, string index, IndexRegistry indices)
    {
        var body = await Json.ReadAsync(context);
        foreach (var member in Json.Read(() => body.EnumerateObject()))
        {
            if (member.Name is not ("settings" or "mappings" or "aliases"))
            {
                throw NodeException.Parsing($"unknown key [{member.Name}] for create index");
            }
        }

        var aliases = Analyzers.Member(body, "aliases");
        var names = aliases.ValueKind == JsonValueKind.Undefined ? [] : Json.Read(() => aliases.EnumerateObject().ToList());
        names.ForEach(alias => AliasActions.RejectOptions(alias.Name, alias.Value));
        Json.Read(() => indices.Create(
            index, Json.ObjectOf(body, "settings"), Json.ObjectOf(body, "mappings"), names.Select(alias => alias.Name)));
        await Json.WriteResponseAsync(
            context, new JsonObject { ["acknowledged"] = true, ["shards_acknowledged"] = true, ["index"] = index });
    }

    private static Task DescribeAsync(HttpContext context, IndexRegistry indices, string name, params string[] parts)
    {
        var state = indices.Get(name).State;
        var described = new JsonObject();
        foreach (var part in parts)
        {
            described[part] = part switch
            {
                "aliases" => new JsonObject(indices.AliasesOf(state.Name)
                    .Select(alias => KeyValuePair.Create(alias, (JsonNode?)new JsonObject()))),
                "mappings" => state.Mappings.DeepClone(),
                _ => Settings(state),
            };
        }

        return Json.WriteResponseAsync(context, new JsonObject { [state.Name] = described });
    }

    private static JsonObject Settings(IndexState state)
    {
        var source = state.Settings["index"] is JsonObject inner ? inner : state.Settings;
        var settings = (JsonObject)source.DeepClone();
        if (!ReferenceEquals(source, state.Settings) && state.Settings["analysis"] is { } analysis)
        {
            settings["analysis"] = analysis.DeepClone();
        }

        settings["creation_date"] = state.CreatedAt.ToString(System.Globalization.CultureInfo.InvariantCulture);
        settings["uuid"] = state.Uuid;
        settings["provided_name"] = state.Name;
        return new JsonObject { ["index"] = settings };
    }

    private static async Task UpdateAsync(
        HttpContext context, IndexRegistry indices, string name, Func<IndexState, JsonObject, IndexState> update)
    {
        var json = await Json.ReadAsync(context);
        var body = Json.Read(() => JsonObject.Create(json)) ?? [];
        indices.Update(name, state => Json.Read(() => update(state, body)));
        await Json.AcknowledgeAsync(context);
    }

    private static Task AliasAsync(HttpContext context, string alias, IndexRegistry indices)
    {
        var found = indices.All.Where(index => indices.AliasesOf(index.State.Name).Contains(alias)).ToList();
        return found.Count == 0
            ? Json.WriteResponseAsync(context, new JsonObject { ["error"] = $"alias [{alias}] missing", ["status"] = 404 }, 404)
            : Json.WriteResponseAsync(context, new JsonObject(found.Select(index => KeyValuePair.Create(index.State.Name,
                (JsonNode?)new JsonObject { ["aliases"] = new JsonObject { [alias] = new JsonObject() } }))));
    }

    private static async Task AliasesAsync(HttpContext context, IndexRegistry indices)
    {
        var body = await Json.ReadAsync(context);
        var (changes, removed) = Json.Read(() => AliasActions.Read(body));
        indices.ChangeAliases(changes, removed);
        await Json.AcknowledgeAsync(context);
    }

    // Templates are supported only to reserve names, so that a write does not create an index with a guessed mapping.
    private static async Task PutTemplateAsync(HttpContext context, string name, IndexRegistry indices)
    {
        var body = await Json.ReadAsync(context);
        if (Analyzers.Member(body, "allow_auto_create").ValueKind != JsonValueKind.False
            || body.EnumerateObject().Any(member => member.Name is not ("index_patterns" or "allow_auto_create")))
        {
            throw NodeException.IllegalArgument("this node supports only index templates that set [allow_auto_create] to false");
        }

        var patterns = Analyzers.Member(body, "index_patterns");
        string[] names = Json.Read<string[]>(() => patterns.ValueKind == JsonValueKind.Array
            ? [.. patterns.EnumerateArray().Select(pattern => pattern.GetString()!)]
            : [patterns.GetString()!]);
        indices.Reserve(name, names);
        await Json.AcknowledgeAsync(context);
    }

    // The names are separated by commas. All indices must exist before the action runs on any of them.
    private static Task MaintainAsync(HttpContext context, IndexRegistry indices, string names, Action<SearchIndex> maintain)
    {
        foreach (var index in names.Split(',').Select(indices.Get).ToList())
        {
            maintain(index);
        }

        return Json.WriteResponseAsync(context, writer =>
        {
            writer.WriteStartObject();
            Searching.SearchRunner.WriteShards(writer);
            writer.WriteEndObject();
        });
    }

    private static async Task AnalyzeAsync(HttpContext context, string index, IndexRegistry indices)
    {
        var body = await Json.ReadAsync(context);
        var mapping = indices.Get(index).State.Mapping;
        var tokens = Json.Read(() => Analyze(body, mapping));
        await Json.WriteResponseAsync(context, new JsonObject
        {
            ["tokens"] = new JsonArray([.. tokens.Select(token => (JsonNode)new JsonObject
            {
                ["token"] = token.Text,
                ["start_offset"] = token.Start,
                ["end_offset"] = token.End,
                ["position"] = token.Position,
            })]),
        });
    }

    private static List<Token> Analyze(JsonElement body, IndexMapping mapping)
    {
        if (body.EnumerateObject().FirstOrDefault(member => member.Name is not ("text" or "field" or "analyzer")) is
            { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            throw NodeException.IllegalArgument($"this node does not support [{unknown.Name}] in [_analyze]");
        }

        var text = Analyzers.Member(body, "text");
        string[] texts = text.ValueKind switch
        {
            JsonValueKind.String => [text.GetString()!],
            JsonValueKind.Array when text.GetArrayLength() > 0 => [.. text.EnumerateArray().Select(element => element.GetString()!)],
            _ => throw new NodeException(400, "action_request_validation_exception", "Validation Failed: 1: text is missing;"),
        };
        var field = Analyzers.Member(body, "field");
        var name = Analyzers.Member(body, "analyzer");
        var analyzer = name.ValueKind == JsonValueKind.String ? mapping.Analyzers.Find(name.GetString()!)
                ?? throw NodeException.IllegalArgument($"failed to find global analyzer [{name.GetString()}]")
            : field.ValueKind == JsonValueKind.String && mapping.Find(field.GetString()!) is { } mapped ? mapping.AnalyzerOf(mapped)
            : mapping.Analyzers["standard"];

        // The texts are analyzed as the values of one field.
        var tokens = new List<Token>();
        var (position, offset) = (0, 0);
        foreach (var value in texts)
        {
            var found = Tokens.Of(analyzer, value);
            tokens.AddRange(found.Select(token => token with
            {
                Start = token.Start + offset,
                End = token.End + offset,
                Position = token.Position + position,
            }));
            position = (tokens.Count > 0 ? tokens[^1].Position : 0) + ValuePositionGap + 1;
            offset += value.Length + 1;
        }

        return tokens;
    }
}
