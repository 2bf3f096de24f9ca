using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Vql.Api.OpenApi;

/// <summary>Gives the parameters that endpoints do not describe further their bounds and examples.</summary>
internal static class ParameterDefaults
{
    private const int LongestUuid = 128;

    private static readonly Dictionary<string, (JsonNode Example, string Description)> Usual = new()
    {
        ["uuid"] = ("3f1caf18-d090-5721-bb34-67240acd9e07", "The record's uuid."),
        ["id"] = ("0197a3c2b1f07c3e9d5a4b6c8e7f0123", "The identity that it was given."),
        ["limit"] = (25, "At most so many."),
        ["cursor"] = ("eyJiIjpmYWxzZSwidiI6WyIxIiwiYSJdLCJmIjoiIn0", "The place to go on from."),
        ["If-Match"] = ("\"3f1caf18\"", "The tag of the state that is meant."),
        ["Idempotency-Key"] = ("6f3c1a52-0b8e-4f0b-9a6e-2f6d3c1b7a10", "A key of the caller's for this request."),
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
                schema.MaxLength ??= LongestUuid;
            }

            if (Usual.TryGetValue(parameter.Name!, out var usual))
            {
                parameter.Example ??= usual.Example.DeepClone();
                parameter.Description ??= usual.Description;
            }
        }
    }
}
