using System.Net.Mime;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Vql.Api.Requests;
using Vql.Core.Cleaning;
using Vql.Core.Fields;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Writes;

/// <summary>Describes the routes that write from the catalogue they are read by.</summary>
internal static class WriteDescription
{
    public static RouteHandlerBuilder DescribesRow(this RouteHandlerBuilder route, EntityFields entity) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            var members = SingleRows.Writable(entity).ToDictionary(column => column.Name, SchemaOf);
            members.Add("uuid", new OpenApiSchema { Type = JsonSchemaType.String, Description = "Its identity; made up unless given.", Pattern = "^[A-Za-z0-9_-]{1,128}$" });
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [MediaTypeNames.Application.Json] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Object, Properties = members, AdditionalPropertiesAllowed = false }, Example = ExampleOf(entity) },
                },
            };
            return Task.CompletedTask;
        });

    public static RouteHandlerBuilder DescribesHeaders(this RouteHandlerBuilder route, bool isCreation) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(isCreation
                ? Header(IdempotentRequests.Header, "With the same key and body within 24 hours nothing is created twice, and the first answer comes again.")
                : Header("If-Match", "The ETag of the state that is meant; another one is refused with 412."));
            foreach (var response in (operation.Responses ?? []).Where(response => response.Key[0] == '2'))
            {
                var headers = ((OpenApiResponse)response.Value).Headers ??= new Dictionary<string, IOpenApiHeader>();
                headers[FreshnessRequirement.PositionHeader] = new OpenApiHeader
                {
                    Description = "Send it with a search that must see this write.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                };
            }

            return Task.CompletedTask;
        });

    private static OpenApiParameter Header(string name, string description) =>
        new() { Name = name, In = ParameterLocation.Header, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private static JsonObject ExampleOf(EntityFields entity) => entity.Entity == Entity.Contact
        ? new JsonObject { ["first_name"] = "Anna", ["last_name"] = "Miller", ["email"] = "anna@example.com", ["title"] = "Head of Sales", ["departments"] = new JsonArray("sales") }
        : new JsonObject { ["name"] = "Example Labs", ["website"] = "https://www.example.com", ["employees_count"] = 50, ["industries"] = new JsonArray("software") };

    private static IOpenApiSchema SchemaOf(Column column)
    {
        var schema = column.Type switch
        {
            ColumnType.BigInt => new OpenApiSchema { Type = JsonSchemaType.Integer | JsonSchemaType.Null, Format = "int64" },
            ColumnType.TextArray => new OpenApiSchema
            {
                Type = JsonSchemaType.Array | JsonSchemaType.Null,
                Items = new OpenApiSchema { Type = JsonSchemaType.String },
            },
            _ => new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null },
        };
        schema.Description = RuleSummary.Of(column.Cleaning);
        return schema;
    }
}
