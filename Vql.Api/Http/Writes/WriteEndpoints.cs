using System.Net.Mime;
using Vql.Api.Access;
using Vql.Api.Answers;

namespace Vql.Api.Http.Writes;

/// <summary>Creation, update, upsert and deletion of contacts and companies.</summary>
internal static class WriteEndpoints
{
    public static void MapWrites(this IEndpointRouteBuilder routes)
    {
        Map(routes, WrittenEntity.Contacts);
        Map(routes, WrittenEntity.Companies);
    }

    private static void Map(IEndpointRouteBuilder routes, WrittenEntity entity)
    {
        var group = routes.MapGroup($"/api/v1/{entity.Fields.Table}").WithTags(entity.Fields.Table).RequireWriteKey(entity.Fields.Entity);
        group.MapPost("/", (HttpContext context, RowWrites writes, CancellationToken cancellationToken) =>
                writes.CreateAsync(context, entity, cancellationToken))
            .WithName($"Create{entity.Name}").WithSummary($"Creates a {NounOf(entity)}.")
            .TakesRow(entity.Fields).Answers(entity, StatusCodes.Status201Created)
            .DescribeWriteHeaders(takesKey: true, takesTag: false)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        group.MapPost("/upsert", (HttpContext context, RowWrites writes, CancellationToken cancellationToken) =>
                writes.UpsertAsync(context, entity, cancellationToken))
            .RequireAuthorization(Roles.UpdatePolicy)
            .WithName($"Upsert{entity.Name}")
            .WithSummary(
                $"Creates a {NounOf(entity)}, or updates the sent members of the {NounOf(entity)} with the same "
                + $"{string.Join(" or ", MatchMember.Of(entity.Fields.Entity).Select(member => member.Name))}.")
            .TakesMatchedRow(entity.Fields).Answers(entity, StatusCodes.Status200OK).Answers(entity, StatusCodes.Status201Created)
            .DescribeWriteHeaders(takesKey: true, takesTag: true)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        group.MapPost("/batch", (HttpContext context, BatchWrites writes, CancellationToken cancellationToken) =>
                writes.ExecuteAsync(context, entity, cancellationToken))
            .RequireAuthorization(Roles.UpdatePolicy)
            .WithName($"Batch{entity.Name}")
            .WithSummary(
                $"Writes up to {BatchBody.MaxItems} {entity.Fields.Table} and returns the outcome of each item. An item with a problem "
                + "writes nothing and does not affect the others.")
            .TakesBatch(entity.Fields).Produces<BatchAnswer>().ProducesValidationProblem()
            .DescribeWriteHeaders(takesKey: true, takesTag: false)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        group.MapPut("/{uuid}/", (HttpContext context, RowWrites writes, string uuid, CancellationToken cancellationToken) =>
                writes.UpdateAsync(context, entity, uuid, cancellationToken))
            .ExceptOtherRoutes().RequireAuthorization(Roles.UpdatePolicy)
            .WithName($"Change{entity.Name}")
            .WithSummary($"Updates members of a {NounOf(entity)}. Members that are not sent keep their values.")
            .TakesRow(entity.Fields).Answers(entity, StatusCodes.Status200OK)
            .DescribeWriteHeaders(takesKey: false, takesTag: true)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status412PreconditionFailed);
        group.MapDelete("/{uuid}/", (HttpContext context, RowWrites writes, string uuid, CancellationToken cancellationToken) =>
                writes.DeleteAsync(context, entity, uuid, cancellationToken))
            .ExceptOtherRoutes().RequireAuthorization(Roles.UpdatePolicy)
            .WithName($"Delete{entity.Name}").WithSummary($"Deletes a {NounOf(entity)}.")
            .DescribeWriteHeaders(takesKey: false, takesTag: true).Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status412PreconditionFailed);
    }

    private static string NounOf(WrittenEntity entity) => entity.Name.ToLowerInvariant();

    private static RouteHandlerBuilder Answers(this RouteHandlerBuilder route, WrittenEntity entity, int status) =>
        route.Produces(status, entity.Detail, MediaTypeNames.Application.Json).ProducesValidationProblem();
}
