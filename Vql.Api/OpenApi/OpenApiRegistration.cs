using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;

namespace Vql.Api.OpenApi;

/// <summary>The OpenAPI document: what the endpoints say of themselves, and what holds for all of them.</summary>
internal static class OpenApiRegistration
{
    public static void AddOpenApiDocument(this IServiceCollection services)
    {
        // As the answers are written.
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        // A parameter that cannot be bound is a 400, in Development too.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = false);
        services.AddOpenApi("v1", options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.AddSchemaTransformer((schema, context, _) =>
            {
                RequireMembers(schema, context.JsonTypeInfo);
                return Task.CompletedTask;
            });
            options.AddDocumentTransformer<DocumentTransformer>();
        });
    }

    // An answer has all its members, null where unknown.
    private static void RequireMembers(OpenApiSchema schema, JsonTypeInfo type)
    {
        if (type.Kind == JsonTypeInfoKind.Object && type.Type.Assembly == typeof(OpenApiRegistration).Assembly && schema.Properties is { } members)
        {
            schema.Required = new HashSet<string>(members.Keys);
        }
    }
}
