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
/// <param name="Source">The path of the document member with the value.</param>
/// <param name="Type">The type.</param>
/// <param name="TypeName">The name of the type in the mapping.</param>
/// <param name="Analyzer">The analyzer of a text field.</param>
/// <param name="SearchAnalyzer">The analyzer of texts that are searched for in a text field.</param>
/// <param name="IgnoreAbove">The maximum length of an indexed keyword, in characters.</param>
/// <param name="Format">The format of dates. Null for the default.</param>
internal sealed record FieldMapping(
    string Name, string Source, FieldType Type, string TypeName, string Analyzer, string SearchAnalyzer, int IgnoreAbove, string? Format)
{
    private const int MaxDepth = 20;

    /// <summary>The smallest and the greatest integer of the type.</summary>
    public (long Min, long Max) Range => TypeName switch
    {
        "integer" => (int.MinValue, int.MaxValue),
        "short" => (short.MinValue, short.MaxValue),
        "byte" => (sbyte.MinValue, sbyte.MaxValue),
        _ => (long.MinValue, long.MaxValue),
    };

    /// <summary>Returns a number as the type of the field stores it.</summary>
    public double Rounded(double number) => TypeName switch
    {
        "float" => (float)number,
        "half_float" => (double)(Half)number,
        _ => number,
    };

    /// <summary>The error of a text field whose values per document are needed, which it does not have.</summary>
    public static NodeException HasNoFieldData(string name) => NodeException.OfSearch("illegal_argument_exception",
        $"Fielddata is disabled on [{name}]. Text fields are not optimised for operations that require per-document field data " +
        "like aggregations and sorting, so these operations are disabled by default. Please use a keyword field instead.");

    /// <summary>Reads the <c>properties</c> of a mapping.</summary>
    /// <exception cref="NodeException">A field is invalid, or the node does not support it.</exception>
    public static IEnumerable<FieldMapping> ReadAll(JsonElement mappings) => ReadProperties(mappings, prefix: "", depth: 1);

    private static IEnumerable<FieldMapping> ReadProperties(JsonElement parent, string prefix, int depth)
    {
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty("properties", out var properties))
        {
            yield break;
        }

        if (properties.ValueKind != JsonValueKind.Object)
        {
            throw NoMap();
        }

        foreach (var property in properties.EnumerateObject())
        {
            var name = prefix + property.Name;
            if (property.Name.Trim().Length == 0 || property.Name.Split('.').Any(part => part.Length == 0))
            {
                throw Invalid($"field name cannot be an empty string: [{name}]");
            }

            if (property.Value.ValueKind != JsonValueKind.Object)
            {
                throw Invalid($"Expected map for property [fields] on field [{name}] but got a value");
            }

            if (IsObject(property.Value))
            {
                if (depth == MaxDepth)
                {
                    throw NodeException.IllegalArgument(
                        $"Limit of mapping depth [{MaxDepth}] has been exceeded due to object field [{name}]");
                }

                CheckParameters(property.Value, name, "object", "type", "properties");
                foreach (var inner in ReadProperties(property.Value, $"{name}.", depth + 1))
                {
                    yield return inner;
                }

                continue;
            }

            yield return Read(name, name, property.Value);
            if (!property.Value.TryGetProperty("fields", out var subfields))
            {
                continue;
            }

            foreach (var subfield in subfields.EnumerateObject())
            {
                yield return Read($"{name}.{subfield.Name}", name, subfield.Value);
            }
        }
    }

    private static bool IsObject(JsonElement mapping) => mapping.TryGetProperty("type", out var type)
        ? type.ValueKind == JsonValueKind.String && type.ValueEquals("object"u8)
        : mapping.TryGetProperty("properties", out _);

    private static FieldMapping Read(string name, string source, JsonElement mapping)
    {
        var (typeName, type) = TypeOf(name, mapping);
        CheckParameters(mapping, name, typeName, type switch
        {
            FieldType.Text => ["type", "fields", "analyzer", "search_analyzer"],
            FieldType.Keyword => ["type", "fields", "ignore_above"],
            FieldType.Date => ["type", "fields", "format"],
            _ => ["type", "fields"],
        });
        var analyzer = Text(mapping, "analyzer") ?? "standard";
        return new FieldMapping(
            name, source, type, typeName, analyzer, Text(mapping, "search_analyzer") ?? analyzer,
            !mapping.TryGetProperty("ignore_above", out var ignoreAbove) ? int.MaxValue
                : ignoreAbove.GetInt32() is >= 0 and var length ? length
                : throw Invalid($"[ignore_above] must be positive, got [{ignoreAbove}]"),
            Text(mapping, "format"));
    }

    /// <summary>Checks that the type of a field or an object exists.</summary>
    /// <exception cref="NodeException">It does not, or the node does not support it.</exception>
    public static void CheckType(string name, JsonElement mapping)
    {
        if (!IsObject(mapping))
        {
            TypeOf(name, mapping);
        }
    }

    /// <summary>The error of <c>properties</c> that is no object.</summary>
    public static NodeException NoMap() =>
        Invalid("properties must be a map type").CausedBy(new NodeException(400, "parse_exception", "properties must be a map type"));

    private static (string Name, FieldType Type) TypeOf(string field, JsonElement mapping)
    {
        var name = mapping.TryGetProperty("type", out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw Invalid($"No type specified for field [{field}]");
        return (name, name switch
        {
            "text" => FieldType.Text,
            "keyword" => FieldType.Keyword,
            "long" or "integer" or "short" or "byte" => FieldType.Long,
            "double" or "float" or "half_float" => FieldType.Double,
            "boolean" => FieldType.Boolean,
            "date" => FieldType.Date,
            _ => throw Invalid($"No handler for type [{name}] declared on field [{field}]"),
        });
    }

    private static void CheckParameters(JsonElement mapping, string name, string type, params string[] supported)
    {
        foreach (var parameter in mapping.EnumerateObject())
        {
            if (!supported.Contains(parameter.Name))
            {
                throw Invalid($"unknown parameter [{parameter.Name}] on mapper [{name}] of type [{type}]");
            }
        }
    }

    private static string? Text(JsonElement mapping, string name) =>
        mapping.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>The error of a mapping that is invalid.</summary>
    public static NodeException Invalid(string reason) => new(400, "mapper_parsing_exception", $"Failed to parse mapping: {reason}");
}
