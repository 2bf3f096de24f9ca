using System.Text.Json;

namespace Vql.SearchNode.Indices;

/// <summary>The types a field can have here.</summary>
internal enum FieldType
{
    Text,
    Keyword,
    Long,
    Double,
    Boolean,
    Date,
}

/// <summary>A mapped field; a multi-field is a field of its own under the name <c>FIELD.SUB</c>.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Source">The member of the document it is read from.</param>
/// <param name="Type">Its type.</param>
/// <param name="Analyzer">The analyzer of a text.</param>
/// <param name="IgnoreAbove">The longest keyword that is indexed, in characters.</param>
internal sealed record FieldMapping(string Name, string Source, FieldType Type, string Analyzer, int IgnoreAbove)
{
    /// <summary>Reads the <c>properties</c> of a mapping.</summary>
    public static IEnumerable<FieldMapping> ReadAll(JsonElement mappings)
    {
        if (mappings.ValueKind != JsonValueKind.Object || !mappings.TryGetProperty("properties", out var properties))
        {
            yield break;
        }

        foreach (var property in properties.EnumerateObject())
        {
            yield return Read(property.Name, property.Name, property.Value);
            if (!property.Value.TryGetProperty("fields", out var subfields))
            {
                continue;
            }

            foreach (var subfield in subfields.EnumerateObject())
            {
                yield return Read($"{property.Name}.{subfield.Name}", property.Name, subfield.Value);
            }
        }
    }

    private static FieldMapping Read(string name, string source, JsonElement mapping)
    {
        var type = mapping.TryGetProperty("type", out var given) ? given.GetString() : "object";
        return new FieldMapping(
            name,
            source,
            type switch
            {
                "text" => FieldType.Text,
                "keyword" => FieldType.Keyword,
                "long" or "integer" or "short" or "byte" => FieldType.Long,
                "double" or "float" => FieldType.Double,
                "boolean" => FieldType.Boolean,
                "date" => FieldType.Date,
                _ => throw new NodeException(400, "mapper_parsing_exception",
                    $"Failed to parse mapping: No handler for type [{type}] declared on field [{name}]"),
            },
            mapping.TryGetProperty("analyzer", out var analyzer) ? analyzer.GetString()! : "standard",
            mapping.TryGetProperty("ignore_above", out var ignoreAbove) ? ignoreAbove.GetInt32() : int.MaxValue);
    }
}
