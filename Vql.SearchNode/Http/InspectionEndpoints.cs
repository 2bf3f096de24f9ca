using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.SearchNode.Analysis;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Indices;
using Vql.SearchNode.Mappings;
using Vql.SearchNode.Queries;
using Vql.SearchNode.Searching;

namespace Vql.SearchNode.Http;

/// <summary>Endpoints that validate queries, resolve names, and list the fields of indices.</summary>
internal static class InspectionEndpoints
{
    public static void MapInspection(this IEndpointRouteBuilder routes)
    {
        foreach (var prefix in new[] { "", "/{index}" })
        {
            routes.MapMethods($"{prefix}/_validate/query", ["GET", "POST"], ValidateAsync)
                .Accepts(["explain", "rewrite", "all_shards", .. IndexOptions.Names, .. SearchParameters.QueryNames]);
            routes.MapMethods($"{prefix}/_field_caps", ["GET", "POST"], FieldsAsync).Accepts(["fields", .. IndexOptions.Names]);
            routes.MapGet($"{prefix}/_mapping/field/{{fields}}", MappingsAsync)
                .Accepts(["local", "include_defaults", .. IndexOptions.Names]);
        }

        routes.MapMethods("/_resolve/index/{name}", ["GET", "POST"], ResolveAsync).Accepts(IndexOptions.Names);
    }

    private static async Task ValidateAsync(HttpContext context, IndexRegistry indices, TimeProvider time)
    {
        var body = await Json.ReadAsync(context);
        var targets = indices.Resolve(
            context.GetRouteValue("index") as string ?? "", IndexOptions.Read(context.Request.Query), IndexAccess.Read);
        var query = SearchParameters.ReadQuery(context.Request.Query) is { } text
            ? JsonSerializer.SerializeToElement(new JsonObject { ["query"] = text })
            : body;
        var explanations = new JsonArray();
        foreach (var target in targets)
        {
            var (index, reader) = (target.Index.State.Name, new QueryReader(target.Index.State.Mapping, time.GetUtcNow()));
            try
            {
                var read = Json.Read(() => SearchRequest.ReadQuery(query, reader, []));
                explanations.Add((JsonNode)new JsonObject { ["index"] = index, ["valid"] = true, ["explanation"] = read.ToString() });
            }
            catch (NodeException fault)
            {
                explanations.Add((JsonNode)new JsonObject { ["index"] = index, ["valid"] = false, ["error"] = fault.Message });
            }
        }

        var response = new JsonObject
        {
            ["_shards"] = new JsonObject { ["total"] = targets.Count, ["successful"] = targets.Count, ["failed"] = 0 },
            ["valid"] = explanations.All(explanation => (bool)explanation!["valid"]!),
        };
        if (Flags.Read("explain", context.Request.Query.TryGetValue("explain", out var explain) ? explain.ToString() : null,
            defaultValue: false))
        {
            response["explanations"] = explanations;
        }

        await Json.WriteResponseAsync(context, response);
    }

    private static Task ResolveAsync(HttpContext context, string name, IndexRegistry indices)
    {
        var names = indices.MatchNames(name, IndexOptions.Read(context.Request.Query));
        var response = new JsonObject { ["indices"] = new JsonArray(), ["aliases"] = new JsonArray(), ["data_streams"] = new JsonArray() };
        foreach (var found in names.Order(StringComparer.Ordinal))
        {
            var (kind, member, described) = indices.IsAlias(found)
                ? ("aliases", "indices", indices.Resolve(found, default).Select(target => target.Index.State.Name))
                : ("indices", "attributes", (IEnumerable<string>)[indices.Get(found).State.IsClosed ? "closed" : "open"]);
            var entry = new JsonObject { ["name"] = found };
            var aliases = kind == "indices"
                ? indices.AliasesOf(found).Select(alias => alias.Alias).Order(StringComparer.Ordinal).ToList()
                : [];
            if (aliases.Count > 0)
            {
                entry["aliases"] = new JsonArray([.. aliases.Select(alias => (JsonNode)alias)]);
            }

            entry[member] = new JsonArray([.. described.Select(text => (JsonNode)text)]);
            response[kind]!.AsArray().Add((JsonNode)entry);
        }

        return Json.WriteResponseAsync(context, response);
    }

    private static Task MappingsAsync(HttpContext context, string fields, IndexRegistry indices)
    {
        var targets = indices.Resolve(context.GetRouteValue("index") as string ?? "", IndexOptions.Read(context.Request.Query));
        return Json.WriteResponseAsync(context, new JsonObject(targets.Select(target => target.Index.State).Select(state =>
            KeyValuePair.Create(state.Name, (JsonNode?)new JsonObject
            {
                ["mappings"] = new JsonObject(state.Mapping.Fields.Select(field => field.Name).Order(StringComparer.Ordinal)
                    .Where(name => fields.Split(',').Any(pattern => IndexExpression.Matches(pattern, name)))
                    .Select(name => KeyValuePair.Create(name, (JsonNode?)Mapped(state, name)))),
            }))));
    }

    private static JsonObject Mapped(IndexState state, string field)
    {
        // The definition stands in the properties of its objects, or in the fields of its field.
        JsonNode? definition = state.Mappings;
        var parts = field.Split('.');
        foreach (var part in parts)
        {
            definition = (definition?["properties"] ?? definition?["fields"])?[part];
        }

        // A dotted name can also be a single member.
        definition ??= state.Mappings["properties"]?[field];
        return new JsonObject
        {
            ["full_name"] = field,
            ["mapping"] = new JsonObject { [parts[^1]] = definition?.DeepClone() },
        };
    }

    private static async Task FieldsAsync(HttpContext context, IndexRegistry indices)
    {
        var body = await Json.ReadAsync(context);
        if (Json.Read(() => body.EnumerateObject()).FirstOrDefault(member => member.Name != "fields") is
            { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            throw new NodeException(400, "x_content_parse_exception", $"[field_caps_request] unknown field [{unknown.Name}]");
        }

        var names = Analyzers.Member(body, "fields") is { ValueKind: JsonValueKind.Array } several
            ? [.. several.EnumerateArray().Select(name => JsonText.ScalarOf(name)!)]
            : (JsonText.ScalarOf(Analyzers.Member(body, "fields")) ?? context.Request.Query["fields"].ToString())
                .Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length == 0)
        {
            throw new NodeException(400, "action_request_validation_exception", "Validation Failed: 1: no fields specified;");
        }

        var targets = indices.Resolve(
            context.GetRouteValue("index") as string ?? "", IndexOptions.Read(context.Request.Query), IndexAccess.Read);
        var fields = new JsonObject();
        foreach (var group in targets.SelectMany(target => FieldsOf(target.Index)).Where(field => names.Any(
            pattern => IndexExpression.Matches(pattern, field.Name))).GroupBy(field => field.Name)
                .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var types = group.GroupBy(field => field.Type).ToList();
            fields[group.Key] = new JsonObject(types.Select(type => KeyValuePair.Create(type.Key, (JsonNode?)Described(
                type.Key, types.Count > 1 ? [.. type.Select(field => field.Index)] : null))));
        }

        await Json.WriteResponseAsync(context, new JsonObject
        {
            ["indices"] = new JsonArray([.. targets.Select(target => (JsonNode)target.Index.State.Name)]),
            ["fields"] = fields,
        });
    }

    private static IEnumerable<(string Index, string Name, string Type)> FieldsOf(SearchIndex index)
    {
        IndexMapping mapping = index.State.Mapping;
        return mapping.Fields.Select(field => (index.State.Name, field.Name, field.TypeName))
            .Concat(mapping.Objects.Select(name => (index.State.Name, name, "object")));
    }

    private static JsonObject Described(string type, List<string>? indices)
    {
        var described = new JsonObject
        {
            ["type"] = type,
            ["metadata_field"] = false,
            ["searchable"] = type != "object",
            ["aggregatable"] = type is not ("object" or "text"),
        };
        if (indices is not null)
        {
            described["indices"] = new JsonArray([.. indices.Select(index => (JsonNode)index)]);
        }

        return described;
    }
}
