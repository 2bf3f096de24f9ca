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
    public static RouteHandlerBuilder TakesRow(this RouteHandlerBuilder route, EntityFields entity) =>
        route.TakesJson(document => RowOf(entity, document), ExampleOf(entity));

    /// <summary>Describes the row in the body, and the member that identifies the stored row.</summary>
    public static RouteHandlerBuilder TakesMatchedRow(this RouteHandlerBuilder route, EntityFields entity) => route.TakesJson(
        document => Schemas.Shared(document, $"{entity.Entity}Upsert", () => Schemas.Object(
            new Dictionary<string, IOpenApiSchema>
            {
                [MatchedRow.MatchName] = MatchOf(entity),
                [MatchedRow.RowName] = RowOf(entity, document),
            },
            [.. MatchedRow.Members])),
        new JsonObject { [MatchedRow.MatchName] = MatchMember.Of(entity.Entity)[0].Name, [MatchedRow.RowName] = ExampleOf(entity) });

    /// <summary>Returns the schema of a row.</summary>
    public static OpenApiSchemaReference RowOf(EntityFields entity, OpenApiDocument document) =>
        Schemas.Shared(document, $"{entity.Entity}Write", () => Schemas.Object(
        [
            .. SingleRows.Writable(entity).Select(column => KeyValuePair.Create(column.Name, (IOpenApiSchema)SchemaOf(column))),
            KeyValuePair.Create(
                "uuid", (IOpenApiSchema)Schemas.Text(UuidPattern).Described("The UUID. Default: a generated one.")),
        ]));

    /// <summary>Returns the schema of the name of the member that identifies the stored row.</summary>
    public static OpenApiSchema MatchOf(EntityFields entity)
    {
        var known = MatchMember.Of(entity.Entity);
        return Schemas.Choice(known.Select(member => member.Name)).Described(
            "The value of the row that identifies the stored row: " +
            $"{string.Join("; ", known.Select(member => $"{member.Name} ({string.Join(" or ", member.Members)})"))}.");
    }

    /// <summary>Describes the headers of requests and responses.</summary>
    /// <param name="route">The route.</param>
    /// <param name="takesKey">Whether the route accepts an <c>Idempotency-Key</c>.</param>
    /// <param name="takesTag">Whether the route accepts <c>If-Match</c> and <c>If-None-Match</c>.</param>
    public static RouteHandlerBuilder DescribeWriteHeaders(this RouteHandlerBuilder route, bool takesKey, bool takesTag) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            if (takesKey)
            {
                operation.Parameters.Add(Header(
                    IdempotentRequests.Header,
                    "A unique key. A request with the same key and body within 24 hours returns the first response."));
            }

            if (takesTag)
            {
                operation.Parameters.Add(
                    Header("If-Match", "The ETag of the expected state. If the row was modified, the response is a 412."));
                operation.Parameters.Add(
                    Header("If-None-Match", "* to write only if the row does not exist. If it exists, the response is a 412."));
            }

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

    /// <summary>Returns an example of a row.</summary>
    public static JsonObject ExampleOf(EntityFields entity) => entity.Entity == Entity.Contact
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
