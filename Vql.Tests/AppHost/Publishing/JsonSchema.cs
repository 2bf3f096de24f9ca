using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Vql.Tests.AppHost.Publishing;

/// <summary>A validator for the JSON Schema keywords that <c>compose.schema.json</c> uses.</summary>
internal sealed class JsonSchema(JsonNode root)
{
    /// <summary>Returns the validation errors of a document, each with its path.</summary>
    public IReadOnlyList<string> Validate(JsonNode? document)
    {
        var faults = new List<string>();
        Validate(document, root, "$", faults);
        return faults;
    }

    private void Validate(JsonNode? value, JsonNode schema, string path, List<string> faults)
    {
        if (schema["$ref"] is { } reference)
        {
            Validate(value, root["definitions"]![reference.GetValue<string>().Split('/')[^1]]!, path, faults);
            return;
        }

        if (schema["type"] is { } type && !IsOf(value, type.GetValue<string>()))
        {
            faults.Add($"{path} is not of type {type}");
            return;
        }

        if (schema["enum"] is JsonArray allowed && !allowed.Any(one => JsonNode.DeepEquals(one, value)))
        {
            faults.Add($"{path} must be one of {allowed.ToJsonString()}");
        }

        if (schema["pattern"] is { } pattern && !Regex.IsMatch(value!.GetValue<string>(), pattern.GetValue<string>()))
        {
            faults.Add($"{path} does not match {pattern}");
        }

        if (value is JsonArray items && schema["items"] is { } item)
        {
            for (var index = 0; index < items.Count; index++)
            {
                Validate(items[index], item, $"{path}[{index}]", faults);
            }
        }

        if (value is JsonObject members)
        {
            ValidateMembers(members, schema, path, faults);
        }
    }

    private void ValidateMembers(JsonObject members, JsonNode schema, string path, List<string> faults)
    {
        foreach (var required in schema["required"]?.AsArray() ?? [])
        {
            if (!members.ContainsKey(required!.GetValue<string>()))
            {
                faults.Add($"{path} has no {required}");
            }
        }

        foreach (var (name, value) in members)
        {
            var known = schema["properties"]?[name]
                ?? (schema["patternProperties"] as JsonObject)?.FirstOrDefault(pair => Regex.IsMatch(name, pair.Key)).Value;
            if (known is not null)
            {
                Validate(value, known, $"{path}.{name}", faults);
            }
            else
            {
                faults.Add($"{path}.{name} is unknown");
            }
        }
    }

    private static bool IsOf(JsonNode? value, string type) => (value?.GetValueKind(), type) switch
    {
        (System.Text.Json.JsonValueKind.Object, "object") or (System.Text.Json.JsonValueKind.Array, "array") => true,
        (System.Text.Json.JsonValueKind.String, "string") or (System.Text.Json.JsonValueKind.Number, "number") => true,
        (System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False, "boolean") => true,
        _ => false,
    };
}
