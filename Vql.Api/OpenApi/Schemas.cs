using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Vql.Api.OpenApi;

/// <summary>Creates schemas. Each is a new object, because the document can complete the schemas of a route.</summary>
internal static class Schemas
{
    /// <summary>The schema of a string.</summary>
    /// <param name="pattern">The pattern of all valid strings; null for any string.</param>
    public static OpenApiSchema Text(string? pattern = null) => new() { Type = JsonSchemaType.String, Pattern = pattern };

    /// <summary>The schema of an integer.</summary>
    /// <param name="minimum">The minimum.</param>
    /// <param name="maximum">The maximum; null for that of the type.</param>
    /// <param name="isLong">Whether the integer has 64 bits.</param>
    public static OpenApiSchema Integer(long minimum, long? maximum = null, bool isLong = false) => new()
    {
        Type = JsonSchemaType.Integer,
        Format = isLong ? "int64" : "int32",
        Minimum = $"{minimum}",
        Maximum = maximum is { } bound ? $"{bound}" : null,
    };

    /// <summary>The schema of a Boolean value.</summary>
    public static OpenApiSchema Flag() => new() { Type = JsonSchemaType.Boolean };

    /// <summary>The schema of one of the specified strings.</summary>
    public static OpenApiSchema Choice(IEnumerable<string> values) => new()
    {
        Type = JsonSchemaType.String,
        Enum = [.. values.Select(value => (JsonNode)value)],
    };

    /// <summary>The schema of an array with at least one item.</summary>
    public static OpenApiSchema List(IOpenApiSchema items, int? maximum = null) => new()
    {
        Type = JsonSchemaType.Array,
        Items = items,
        MinItems = 1,
        MaxItems = maximum,
    };

    /// <summary>The schema of an object without other members.</summary>
    public static OpenApiSchema Object(IEnumerable<KeyValuePair<string, IOpenApiSchema>> members, params string[] required) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = new Dictionary<string, IOpenApiSchema>(members),
        Required = required.Length == 0 ? null : required.ToHashSet(),
        AdditionalPropertiesAllowed = false,
    };

    /// <summary>Returns the schema with a description.</summary>
    public static OpenApiSchema Described(this OpenApiSchema schema, string description)
    {
        schema.Description = description;
        return schema;
    }

    /// <summary>Returns a reference to a schema of the document, which is added if it does not exist.</summary>
    public static OpenApiSchemaReference Shared(OpenApiDocument document, string name, Func<OpenApiSchema> create)
    {
        if (document.Components?.Schemas?.ContainsKey(name) != true)
        {
            document.AddComponent(name, create());
        }

        return new OpenApiSchemaReference(name, document);
    }
}
