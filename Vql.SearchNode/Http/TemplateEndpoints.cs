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
        routes.MapPost("/_index_template/_simulate_index/{name}", SimulateAsync).Accepts("master_timeout", "include_defaults");
        routes.MapPost("/_index_template/_simulate/{name}", SimulateTemplateAsync).Accepts("master_timeout", "include_defaults");
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

        CheckTemplate(name, body["template"] as JsonObject ?? []);
    }

    /// <summary>Checks that a template describes a valid index.</summary>
    /// <exception cref="NodeException">A setting, a field or an alias is invalid.</exception>
    public static void CheckTemplate(string name, JsonObject template)
    {
        if (template.FirstOrDefault(member => member.Key is not ("settings" or "mappings" or "aliases")) is { Key: { } part })
        {
            throw new NodeException(400, "x_content_parse_exception", $"[template] unknown field [{part}]");
        }

        SettingNames.Check(template["settings"] as JsonObject ?? []);
        Json.Read(() => new IndexState(
            name, name, 0, (JsonObject?)template["settings"]?.DeepClone() ?? [], (JsonObject?)template["mappings"]?.DeepClone() ?? []));
        foreach (var (alias, options) in template["aliases"] as JsonObject ?? [])
        {
            AliasOptions.Read(alias, options as JsonObject ?? []);
        }
    }

    private static Task GetAsync(HttpContext context, IndexRegistry indices) => Json.WriteResponseAsync(context, new JsonObject
    {
        ["index_templates"] = new JsonArray([.. Selected(context, indices.Templates.All, "index template").Select(template =>
            (JsonNode)new JsonObject { ["name"] = template.Name, ["index_template"] = Described(template.Template) })]),
    });

    /// <summary>Returns the templates that a request names, or all.</summary>
    /// <exception cref="NodeException">There is no template of a name.</exception>
    public static List<(string Name, JsonObject Template)> Selected(
        HttpContext context, IEnumerable<(string Name, JsonObject Template)> templates, string noun)
    {
        var pattern = context.GetRouteValue("name") as string ?? "*";
        var found = templates.Where(template => pattern.Split(',').Any(one => IndexExpression.Matches(one, template.Name))).ToList();
        return found.Count == 0 && !pattern.Contains('*', StringComparison.Ordinal)
            ? throw new NodeException(404, "resource_not_found_exception", $"{noun} matching [{pattern}] not found")
            : found;
    }

    private static Task SimulateAsync(HttpContext context, string name, IndexRegistry indices) =>
        Json.WriteResponseAsync(context, indices.Templates.Compose(name) is { } template ? Simulated(template) : []);

    private static Task SimulateTemplateAsync(HttpContext context, string name, IndexRegistry indices) => Json.WriteResponseAsync(
        context, indices.Templates.All.FirstOrDefault(template => template.Name == name) is { Template: { } found }
            ? Simulated(indices.Templates.Compose(found))
            : throw NodeException.IllegalArgument($"unable to simulate template [{name}] that does not exist"));

    private static JsonObject Simulated(JsonObject template)
    {
        template["settings"] = SettingNames.Text((JsonObject)template["settings"]!);
        return new JsonObject { ["template"] = template, ["overlapping"] = new JsonArray() };
    }

    private static JsonObject Described(JsonObject template)
    {
        var described = (JsonObject)template.DeepClone();
        if (described["index_patterns"] is JsonValue pattern)
        {
            described["index_patterns"] = new JsonArray(pattern.DeepClone());
        }

        DescribeSettings(described["template"] as JsonObject);
        described["composed_of"] ??= new JsonArray();
        return described;
    }

    /// <summary>Replaces the settings of a template with their description.</summary>
    public static void DescribeSettings(JsonObject? template)
    {
        if (template?["settings"] is JsonObject settings)
        {
            template["settings"] = SettingNames.Text(settings);
        }
    }
}
