using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Vql.Api.OpenApi;
using Vql.Api.Requests;
using Vql.Core.Cleaning;
using Vql.Core.Fields;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Writes;

/// <summary>Describes the routes that write rows, from the field catalogue.</summary>
internal static class WriteDescription
{
    private const string UuidPattern = "^[0-9a-fA-F]{32}$|^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$";

    /// <summary>Describes the row in the body.</summary>
    public static RouteHandlerBuilder TakesRow(this RouteHandlerBuilder route, EntityFields entity) => route.TakesJson(
        document => Schemas.Shared(document, $"{entity.Entity}Write", () => Schemas.Object(
        [
            .. SingleRows.Writable(entity).Select(column => KeyValuePair.Create(column.Name, (IOpenApiSchema)SchemaOf(column))),
            KeyValuePair.Create(
                "uuid", (IOpenApiSchema)Schemas.Text(UuidPattern).Described("The UUID. Default: a generated one.")),
        ])),
        ExampleOf(entity));

    /// <summary>Describes the headers of requests and responses.</summary>
    public static RouteHandlerBuilder DescribeWriteHeaders(this RouteHandlerBuilder route, bool isCreation) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(isCreation
                ? Header(
                    IdempotentRequests.Header,
                    "A unique key. A request with the same key and body within 24 hours returns the first response.")
                : Header("If-Match", "The ETag of the expected state. If the row was modified, the response is a 412."));
            foreach (var response in (operation.Responses ?? []).Where(response => response.Key[0] == '2'))
            {
                var headers = ((OpenApiResponse)response.Value).Headers ??= new Dictionary<string, IOpenApiHeader>();
                headers[FreshnessRequirement.PositionHeader] = new OpenApiHeader
                {
                    Description = "The position of the write. Send it with requests that must contain the write.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                };
            }

            return Task.CompletedTask;
        });

    private static OpenApiParameter Header(string name, string description) =>
        new()
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };

    private static JsonObject ExampleOf(EntityFields entity) => entity.Entity == Entity.Contact
        ? new JsonObject
        {
            ["first_name"] = "Anna",
            ["last_name"] = "Miller",
            ["email"] = "anna@example.com",
            ["title"] = "Head of Sales",
            ["departments"] = new JsonArray("sales"),
        }
        : new JsonObject
        {
            ["name"] = "Example Labs",
            ["website"] = "https://www.example.com",
            ["employees_count"] = 50,
            ["industries"] = new JsonArray("software"),
        };

    private static OpenApiSchema SchemaOf(Column column)
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
