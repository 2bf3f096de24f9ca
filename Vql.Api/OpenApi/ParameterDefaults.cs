using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Vql.Api.OpenApi;

/// <summary>Adds limits, examples and descriptions to the parameters that endpoints do not describe.</summary>
internal static class ParameterDefaults
{
    private const int MaxUuidLength = 128;

    private static readonly Dictionary<string, (JsonNode Example, string Description)> Defaults = new()
    {
        ["uuid"] = ("3f1caf18-d090-5721-bb34-67240acd9e07", "The UUID of the record."),
        ["id"] = ("0197a3c2b1f07c3e9d5a4b6c8e7f0123", "The ID of the saved search."),
        ["limit"] = (25, "Maximum number of items to return."),
        ["If-Match"] = ("\"3f1caf18\"", "The ETag of the expected state."),
        ["If-None-Match"] = ("*", "The state that the record must not have."),
        ["Idempotency-Key"] = ("6f3c1a52-0b8e-4f0b-9a6e-2f6d3c1b7a10", "A unique key for this request."),
    };

    public static void Complete(OpenApiOperation operation)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            if (parameter.Schema is not OpenApiSchema schema)
            {
                parameter.Schema = schema = new OpenApiSchema { Type = JsonSchemaType.String };
            }

            if (parameter.In == ParameterLocation.Path)
            {
                schema.MinLength ??= 1;
                schema.MaxLength ??= MaxUuidLength;
            }

            if (Defaults.TryGetValue(parameter.Name!, out var known))
            {
                parameter.Example ??= known.Example.DeepClone();
                parameter.Description ??= known.Description;
            }
        }
    }
}
