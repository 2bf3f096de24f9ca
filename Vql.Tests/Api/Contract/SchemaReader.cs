using System.Text.Json;
using System.Text.RegularExpressions;

namespace Vql.Tests.Api.Contract;

/// <summary>
/// Validates values against the JSON schemas of a document. Supports the keywords that these documents use.
/// </summary>
internal sealed class SchemaReader(JsonElement document)
{
    /// <summary>Returns the validation errors of a value.</summary>
    public IEnumerable<string> Faults(JsonElement schema, JsonElement value, string path)
    {
        schema = Resolve(schema);
        foreach (var choice in new[] { "oneOf", "anyOf" })
        {
            if (schema.TryGetProperty(choice, out var choices))
            {
                var all = choices.EnumerateArray().Select(one => Faults(one, value, path).ToList()).ToList();
                if (!all.Exists(faults => faults.Count == 0))
                {
                    return all.OrderBy(faults => faults.Count).Last();
                }
            }
        }

        if (schema.TryGetProperty("enum", out var members) && !members.EnumerateArray().Any(
            member => JsonElement.DeepEquals(member, value)))
        {
            return [$"{path}: {value} is not one of {members}"];
        }

        if (!IsOf(schema, value))
        {
            return [$"{path}: {value.ValueKind} is not {schema.GetProperty("type")}"];
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object => FaultsOfMembers(schema, value, path),
            JsonValueKind.Array when schema.TryGetProperty("items", out var items) =>
                value.EnumerateArray().SelectMany((item, index) => Faults(items, item, $"{path}[{index}]"))
                    .Concat(FaultsOfBound(schema, "minItems", value.GetArrayLength(), path, isMinimum: true))
                    .Concat(FaultsOfBound(schema, "maxItems", value.GetArrayLength(), path, isMinimum: false)),
            JsonValueKind.Number => FaultsOfBound(schema, "minimum", value.GetDouble(), path, isMinimum: true)
                .Concat(FaultsOfBound(schema, "maximum", value.GetDouble(), path, isMinimum: false)),
            JsonValueKind.String when schema.TryGetProperty("pattern", out var pattern)
                && !Regex.IsMatch(value.GetString()!, pattern.GetString()!) =>
                [$"{path}: {value} does not match {pattern}"],
            JsonValueKind.String when schema.TryGetProperty("format", out var format)
                && format.GetString() == "date-time" && !value.TryGetDateTimeOffset(out _) =>
                [$"{path}: {value} is not a date-time"],
            _ => [],
        };
    }

    /// <summary>Resolves the references of a schema.</summary>
    public JsonElement Resolve(JsonElement schema)
    {
        while (schema.TryGetProperty("$ref", out var reference))
        {
            schema = reference.GetString()!.Split('/').Skip(1).Aggregate(document, (node, name) => node.GetProperty(name));
        }

        return schema;
    }

    private static IEnumerable<string> FaultsOfBound(JsonElement schema, string keyword, double value, string path, bool isMinimum) =>
        schema.TryGetProperty(keyword, out var bound)
            && (isMinimum ? value < bound.GetDouble() : value > bound.GetDouble())
            ? [$"{path}: {value} is beyond {keyword} {bound}"]
            : [];

    private IEnumerable<string> FaultsOfMembers(JsonElement schema, JsonElement value, string path)
    {
        var missing = schema.TryGetProperty("required", out var required)
            ? required.EnumerateArray().Select(name => name.GetString()!).Where(name => !value.TryGetProperty(name, out _))
                .Select(name => $"{path}: {name} is missing")
            : [];
        var hasMembers = schema.TryGetProperty("properties", out var members);
        var isMap = schema.TryGetProperty("additionalProperties", out var rest);
        return missing.Concat(value.EnumerateObject().SelectMany(member =>
            hasMembers && members.TryGetProperty(member.Name, out var known) ? Faults(known, member.Value, $"{path}.{member.Name}")
            : isMap && rest.ValueKind == JsonValueKind.Object ? Faults(rest, member.Value, $"{path}.{member.Name}")
            : hasMembers && (!isMap || rest.ValueKind == JsonValueKind.False) ? [$"{path}.{member.Name} is not documented"]
            : []));
    }

    private static bool IsOf(JsonElement schema, JsonElement value) =>
        !schema.TryGetProperty("type", out var type)
        || (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(
            one => IsOf(one.GetString()!, value)) : IsOf(type.GetString()!, value));

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "string" => value.ValueKind == JsonValueKind.String,
        "array" => value.ValueKind == JsonValueKind.Array,
        _ => value.ValueKind == JsonValueKind.Object,
    };
}
