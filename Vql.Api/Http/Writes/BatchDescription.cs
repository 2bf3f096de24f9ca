using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Vql.Api.OpenApi;
using Vql.Core.Fields;

namespace Vql.Api.Http.Writes;

/// <summary>Describes the routes that write batches.</summary>
internal static class BatchDescription
{
    /// <summary>Describes the items in the body.</summary>
    public static RouteHandlerBuilder TakesBatch(this RouteHandlerBuilder route, EntityFields entity) => route.TakesJson(
        document => Schemas.Shared(document, $"{entity.Entity}Batch", () => Schemas.Object(
            new Dictionary<string, IOpenApiSchema>
            {
                [BatchBody.ItemsMember] = Schemas.List(
                    Schemas.Shared(document, $"{entity.Entity}BatchItem", () => ItemOf(entity, document)), BatchBody.MaxItems),
            },
            BatchBody.ItemsMember)),
        ExampleOf(entity));

    private static OpenApiSchema ItemOf(EntityFields entity, OpenApiDocument document) => Schemas.Object(
        new Dictionary<string, IOpenApiSchema>
        {
            [BatchItem.ActionName] = Schemas.Choice(BatchItem.Actions).Described(
                "create has a row; update a row with a uuid or a match; upsert a row with a match; delete a uuid."),
            [BatchItem.UuidName] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                MinLength = 1,
                MaxLength = BatchItem.MaxUuidLength,
                Description = "The UUID of the row to update or delete.",
            },
            [MatchedRow.MatchName] = WriteDescription.MatchOf(entity),
            [MatchedRow.RowName] = WriteDescription.RowOf(entity, document),
            [BatchItem.IfMatchName] = Schemas.Text().Described("The ETag of the expected state of the row, as in If-Match."),
        },
        BatchItem.ActionName);

    private static JsonObject ExampleOf(EntityFields entity) => new()
    {
        [BatchBody.ItemsMember] = new JsonArray(
            new JsonObject { [BatchItem.ActionName] = "create", [MatchedRow.RowName] = WriteDescription.ExampleOf(entity) },
            new JsonObject
            {
                [BatchItem.ActionName] = "upsert",
                [MatchedRow.MatchName] = MatchMember.Of(entity.Entity)[0].Name,
                [MatchedRow.RowName] = WriteDescription.ExampleOf(entity),
            },
            new JsonObject { [BatchItem.ActionName] = "delete", [BatchItem.UuidName] = "3f1caf18-d090-5721-bb34-67240acd9e07" }),
    };
}
