using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.SearchNode.Analysis;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Indices;
using Vql.SearchNode.Mappings;
using Vql.SearchNode.Queries;
using Vql.SearchNode.Searching;

namespace Vql.SearchNode.Http;

/// <summary>Endpoints that validate queries, and that list the fields of indices.</summary>
internal static class InspectionEndpoints
{
    public static void MapInspection(this IEndpointRouteBuilder routes)
    {
        foreach (var prefix in new[] { "", "/{index}" })
        {
            routes.MapMethods($"{prefix}/_validate/query", ["GET", "POST"], ValidateAsync)
                .Accepts(["explain", "rewrite", "all_shards", .. IndexOptions.Names, .. SearchParameters.QueryNames]);
            routes.MapMethods($"{prefix}/_field_caps", ["GET", "POST"], FieldsAsync).Accepts(["fields", .. IndexOptions.Names]);
        }
    }

    private static async Task ValidateAsync(HttpContext context, IndexRegistry indices, TimeProvider time)
    {
        var body = await Json.ReadAsync(context);
        var targets = indices.Resolve(context.GetRouteValue("index") as string ?? "", IndexOptions.Read(context.Request.Query));
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

        var targets = indices.Resolve(context.GetRouteValue("index") as string ?? "", IndexOptions.Read(context.Request.Query));
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
