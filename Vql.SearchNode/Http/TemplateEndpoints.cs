using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.Http;

/// <summary>Endpoints for index templates.</summary>
internal static class TemplateEndpoints
{
    private static readonly string[] Members =
        ["index_patterns", "template", "composed_of", "priority", "version", "_meta", "allow_auto_create",
            "ignore_missing_component_templates"];

    public static void MapTemplates(this IEndpointRouteBuilder endpoints)
    {
        var routes = endpoints.MapGroup("").Accepts("timeout", "master_timeout", "local", "flat_settings", "include_defaults");
        routes.MapMethods("/_index_template/{name}", ["PUT", "POST"], PutAsync).Accepts("timeout", "master_timeout", "create", "cause");
        routes.MapMethods("/_index_template/{name?}", ["GET", "HEAD"], GetAsync);
        routes.MapDelete("/_index_template/{name}", (HttpContext context, string name, IndexRegistry indices) =>
        {
            indices.ChangeTemplates(templates => templates.Remove(name));
            return Json.AcknowledgeAsync(context);
        });
    }

    private static async Task PutAsync(HttpContext context, string name, IndexRegistry indices)
    {
        var json = await Json.ReadAsync(context);
        var body = Json.Read(() => JsonObject.Create(json)!);
        Check(name, body);
        var creates = Flags.Read(
            "create", context.Request.Query.TryGetValue("create", out var value) ? value.ToString() : null, defaultValue: false);
        indices.ChangeTemplates(templates =>
        {
            if (creates && templates.All.Any(template => template.Name == name))
            {
                throw NodeException.IllegalArgument($"index template [{name}] already exists");
            }

            templates.Put(name, body);
        });
        await Json.AcknowledgeAsync(context);
    }

    private static void Check(string name, JsonObject body)
    {
        if (body.FirstOrDefault(member => !Members.Contains(member.Key)) is { Key: { } unknown })
        {
            throw new NodeException(400, "x_content_parse_exception", $"[index_template] unknown field [{unknown}]");
        }

        if (body["index_patterns"] is null or JsonObject || body["index_patterns"] is JsonArray { Count: 0 })
        {
            throw NodeException.IllegalArgument("Required [index_patterns]");
        }

        if (body["composed_of"] is JsonArray { Count: > 0 } components)
        {
            throw new NodeException(400, "invalid_index_template_exception",
                $"index_template [{name}] invalid, cause [index template [{name}] specifies component templates " +
                $"[{string.Join(", ", components.Select(component => component?.ToString()))}] that do not exist]");
        }

        var template = body["template"] as JsonObject ?? [];
        if (template.FirstOrDefault(member => member.Key is not ("settings" or "mappings" or "aliases")) is { Key: { } part })
        {
            throw new NodeException(400, "x_content_parse_exception", $"[template] unknown field [{part}]");
        }

        // The template must describe a valid index.
        SettingNames.Check(template["settings"] as JsonObject ?? []);
        Json.Read(() => new IndexState(
            name, name, 0, (JsonObject?)template["settings"]?.DeepClone() ?? [], (JsonObject?)template["mappings"]?.DeepClone() ?? []));
        foreach (var (alias, options) in template["aliases"] as JsonObject ?? [])
        {
            AliasOptions.Read(alias, options as JsonObject ?? []);
        }
    }

    private static Task GetAsync(HttpContext context, IndexRegistry indices)
    {
        var pattern = context.GetRouteValue("name") as string ?? "*";
        var found = indices.Templates.Where(template => pattern.Split(',').Any(one => IndexExpression.Matches(one, template.Name)))
            .ToList();
        if (found.Count == 0 && !pattern.Contains('*', StringComparison.Ordinal))
        {
            throw new NodeException(404, "resource_not_found_exception", $"index template matching [{pattern}] not found");
        }

        return Json.WriteResponseAsync(context, new JsonObject
        {
            ["index_templates"] = new JsonArray([.. found.Select(template => (JsonNode)new JsonObject
            {
                ["name"] = template.Name,
                ["index_template"] = Described(template.Template),
            })]),
        });
    }

    private static JsonObject Described(JsonObject template)
    {
        var described = (JsonObject)template.DeepClone();
        if (described["index_patterns"] is JsonValue pattern)
        {
            described["index_patterns"] = new JsonArray(pattern.DeepClone());
        }

        if (described["template"]?["settings"] is JsonObject settings)
        {
            described["template"]!["settings"] = SettingNames.Text(settings);
        }

        described["composed_of"] ??= new JsonArray();
        return described;
    }
}
