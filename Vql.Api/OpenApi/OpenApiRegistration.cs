using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;

namespace Vql.Api.OpenApi;

/// <summary>Registers the OpenAPI document.</summary>
internal static class OpenApiRegistration
{
    public static void AddOpenApiDocument(this IServiceCollection services)
    {
        // The same options as those of ApiJson.
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        // A parameter that cannot be bound is a 400, also in Development.
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

    // Responses contain all members; unknown values are null. Only members that are ignored when they are null can be absent.
    private static void RequireMembers(OpenApiSchema schema, JsonTypeInfo type)
    {
        if (type.Kind == JsonTypeInfoKind.Object && type.Type.Assembly == typeof(OpenApiRegistration).Assembly
            && schema.Properties is { } members)
        {
            var optional = type.Properties
                .Where(member => member.AttributeProvider?.IsDefined(typeof(JsonIgnoreAttribute), inherit: false) == true)
                .Select(member => member.Name);
            schema.Required = new HashSet<string>(members.Keys.Except(optional));
        }
    }
}
