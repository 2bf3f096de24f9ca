using System.Text.Json;

namespace Vql.SearchNode.Mappings;

/// <summary>The supported field types.</summary>
internal enum FieldType
{
    Text,
    Keyword,
    Long,
    Double,
    Boolean,
    Date,
}

/// <summary>A mapped field. A multi-field is a separate field with the name <c>FIELD.SUB</c>.</summary>
/// <param name="Name">The full name.</param>
/// <param name="Source">The name of the document member with the value.</param>
/// <param name="Type">The type.</param>
/// <param name="Analyzer">The analyzer of a text field.</param>
/// <param name="IgnoreAbove">The maximum length of an indexed keyword, in characters.</param>
internal sealed record FieldMapping(string Name, string Source, FieldType Type, string Analyzer, int IgnoreAbove)
{
    /// <summary>The name of the type for error messages.</summary>
    public string TypeName => Type.ToString().ToLowerInvariant();

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
        var type = mapping.TryGetProperty("type", out var value) ? value.GetString() : "object";
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
