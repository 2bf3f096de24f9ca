using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Api.Http.Mcp;

/// <summary>The JSON schemas of the arguments of tools.</summary>
internal static class ToolSchemas
{
    /// <summary>Returns the schema of a text.</summary>
    public static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };

    /// <summary>Returns the schema of a Boolean value.</summary>
    public static JsonObject Flag(string description) => new() { ["type"] = "boolean", ["description"] = description };

    /// <summary>Returns the schema of an integer.</summary>
    public static JsonObject Integer(string description, int maximum) =>
        new() { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = maximum, ["description"] = description };

    /// <summary>Returns the schema of an array.</summary>
    public static JsonObject List(string description, JsonObject items, int maximum) =>
        new() { ["type"] = "array", ["items"] = items, ["minItems"] = 1, ["maxItems"] = maximum, ["description"] = description };

    /// <summary>Returns the schema of an object without other members.</summary>
    public static JsonObject Object(IEnumerable<KeyValuePair<string, JsonNode>> members, IEnumerable<string> required) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, (JsonNode?)member.Value.DeepClone()))),
        ["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]),
        ["additionalProperties"] = false,
    };

    /// <summary>Returns the argument with the entity.</summary>
    public static KeyValuePair<string, JsonNode> EntityArgument() => KeyValuePair.Create<string, JsonNode>(
        ToolArguments.EntityName,
        new JsonObject
        {
            ["type"] = "string",
            ["enum"] = new JsonArray([.. Enum.GetValues<Entity>().Select(entity => (JsonNode)FieldCatalogue.For(entity).Table)]),
        });

    /// <summary>Returns the argument with the filters, which the tool <c>search</c> lists.</summary>
    public static KeyValuePair<string, JsonNode> FiltersArgument() => KeyValuePair.Create<string, JsonNode>(
        ToolArguments.FiltersName,
        new JsonObject { ["type"] = "object", ["description"] = "The filters, as in the tool search." });

    /// <summary>Returns the argument with the filters of both entities. Modifiers of filters are additional members.</summary>
    public static KeyValuePair<string, JsonNode> ListedFiltersArgument()
    {
        var members = new JsonObject();
        foreach (var entity in Enum.GetValues<Entity>())
        {
            var others = FilterTable.For(entity == Entity.Contact ? Entity.Company : Entity.Contact);
            foreach (var filter in FilterTable.For(entity).Parameters.Where(filter => !members.ContainsKey(filter.Name)))
            {
                var only = others.Find(filter.Name) is null ? $" Only of {FieldCatalogue.For(entity).Table}." : "";
                members[filter.Name] = new JsonObject
                {
                    ["type"] = TypeOf(filter),
                    ["description"] = $"{filter.Description} Example: {filter.Example}{only}",
                };
            }
        }

        return KeyValuePair.Create<string, JsonNode>(
            ToolArguments.FiltersName,
            new JsonObject
            {
                ["type"] = "object",
                ["properties"] = members,
                ["description"] =
                    "The conditions that rows must all meet. An array contains alternative values. NAME.match is words, exact, prefix or "
                    + "substring; NAME.fuzzy is false or the minimum length of words with typos; NAME.synonyms is true or false.",
            });
    }

    /// <summary>Returns a schema as an element.</summary>
    public static JsonElement ToElement(JsonObject schema)
    {
        using var document = JsonDocument.Parse(schema.ToJsonString());
        return document.RootElement.Clone();
    }

    private static JsonNode TypeOf(FilterParameter filter) =>
        filter.IsNumber ? "integer"
        : filter.Kind is FilterKind.Has or FilterKind.Whole ? "boolean"
        : filter.IsList ? new JsonArray("string", "array")
        : "string";
}
