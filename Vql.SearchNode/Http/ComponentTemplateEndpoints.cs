using System.Text.Json.Nodes;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.Http;

/// <summary>Endpoints for component templates and for legacy templates.</summary>
internal static class ComponentTemplateEndpoints
{
    private static readonly string[] Members = ["template", "version", "_meta", "allow_auto_create", "deprecated"];
    private static readonly string[] LegacyMembers = ["index_patterns", "order", "settings", "mappings", "aliases", "version"];
    private static readonly string[] Parameters = ["timeout", "master_timeout", "local", "flat_settings", "include_defaults"];

    public static void MapComponentTemplates(this IEndpointRouteBuilder endpoints)
    {
        var routes = endpoints.MapGroup("").Accepts(Parameters);
        routes.MapMethods("/_component_template/{name}", ["PUT", "POST"], PutAsync).Accepts([.. Parameters, "create", "cause"]);
        routes.MapMethods("/_component_template/{name?}", ["GET", "HEAD"], (HttpContext context, IndexRegistry indices) =>
            Json.WriteResponseAsync(context, new JsonObject
            {
                ["component_templates"] = new JsonArray([.. TemplateEndpoints
                    .Selected(context, indices.Templates.Components, "component template").Select(Described)]),
            }));
        routes.MapDelete("/_component_template/{name}", (HttpContext context, string name, IndexRegistry indices) =>
        {
            indices.ChangeTemplates(templates => templates.RemoveComponent(name));
            return Json.AcknowledgeAsync(context);
        });
        routes.MapMethods("/_template/{name}", ["PUT", "POST"], PutLegacyAsync).Accepts([.. Parameters, "create", "cause", "order"]);
        routes.MapMethods("/_template/{name?}", ["GET", "HEAD"], GetLegacyAsync);
        routes.MapDelete("/_template/{name}", (HttpContext context, string name, IndexRegistry indices) =>
        {
            indices.ChangeTemplates(templates => templates.RemoveLegacy(name));
            return Json.AcknowledgeAsync(context);
        });
    }

    private static async Task PutAsync(HttpContext context, string name, IndexRegistry indices)
    {
        var body = await ReadAsync(context, "component_template", Members);
        if (body["template"] is not JsonObject template)
        {
            throw NodeException.IllegalArgument("Required [template]");
        }

        TemplateEndpoints.CheckTemplate(name, template);
        indices.ChangeTemplates(templates =>
        {
            ThrowIfCreated(context, templates.Components, name, $"component template [{name}] already exists");
            templates.PutComponent(name, body);
        });
        await Json.AcknowledgeAsync(context);
    }

    private static async Task PutLegacyAsync(HttpContext context, string name, IndexRegistry indices)
    {
        var body = await ReadAsync(context, "index_template", LegacyMembers);
        body["index_patterns"] = body["index_patterns"] switch
        {
            JsonArray { Count: > 0 } several => several.DeepClone(),
            JsonValue one => new JsonArray(one.DeepClone()),
            _ => throw new NodeException(
                400, "action_request_validation_exception", "Validation Failed: 1: index patterns are missing;"),
        };
        if (context.Request.Query.TryGetValue("order", out var order))
        {
            body["order"] = long.TryParse(order.ToString(), out var number) ? number
                : throw NodeException.IllegalArgument($"Failed to parse int parameter [order] with value [{order}]");
        }

        TemplateEndpoints.CheckTemplate(name, new JsonObject(body
            .Where(member => member.Key is "settings" or "mappings" or "aliases")
            .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))));
        indices.ChangeTemplates(templates =>
        {
            ThrowIfCreated(context, templates.Legacy, name, $"index_template [{name}] already exists");
            templates.PutLegacy(name, body);
        });
        await Json.AcknowledgeAsync(context);
    }

    private static Task GetLegacyAsync(HttpContext context, IndexRegistry indices)
    {
        var pattern = context.GetRouteValue("name") as string ?? "*";
        var found = indices.Templates.Legacy.Where(template => pattern.Split(',').Any(one => IndexExpression.Matches(one, template.Name)));
        var response = new JsonObject(found.Select(template =>
            KeyValuePair.Create(template.Name, (JsonNode?)DescribedLegacy(template.Template))));
        var isMissing = response.Count == 0 && context.GetRouteValue("name") is not null;
        return Json.WriteResponseAsync(context, response, isMissing ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
    }

    private static async Task<JsonObject> ReadAsync(HttpContext context, string parser, string[] members)
    {
        var json = await Json.ReadAsync(context);
        var body = Json.Read(() => JsonObject.Create(json)!);
        return body.FirstOrDefault(member => !members.Contains(member.Key)) is { Key: { } unknown }
            ? throw new NodeException(400, "x_content_parse_exception", $"[{parser}] unknown field [{unknown}]")
            : body;
    }

    private static void ThrowIfCreated(
        HttpContext context, IEnumerable<(string Name, JsonObject Template)> templates, string name, string reason)
    {
        var creates = Flags.Read(
            "create", context.Request.Query.TryGetValue("create", out var value) ? value.ToString() : null, defaultValue: false);
        if (creates && templates.Any(template => template.Name == name))
        {
            throw NodeException.IllegalArgument(reason);
        }
    }

    private static JsonNode Described((string Name, JsonObject Template) component)
    {
        var described = (JsonObject)component.Template.DeepClone();
        TemplateEndpoints.DescribeSettings(described["template"] as JsonObject);
        return new JsonObject { ["name"] = component.Name, ["component_template"] = described };
    }

    private static JsonObject DescribedLegacy(JsonObject template)
    {
        var described = new JsonObject { ["order"] = template["order"]?.DeepClone() ?? 0 };
        IndexTemplates.Merge(described, template);
        TemplateEndpoints.DescribeSettings(described);
        foreach (var part in (string[])["settings", "mappings", "aliases"])
        {
            described[part] ??= new JsonObject();
        }

        return described;
    }
}
