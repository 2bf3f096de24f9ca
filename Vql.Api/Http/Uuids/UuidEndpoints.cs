using Vql.Api.Answers;
using Vql.Api.Engine;
using Vql.Api.Http.Streams;
using Vql.Api.OpenApi;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;

namespace Vql.Api.Http.Uuids;

/// <summary>The UUIDs of rows that match the filters.</summary>
internal static class UuidEndpoints
{
    private static readonly string[] Controls = ["limit", "offset", .. FreshnessRequirement.Parameters];

    public static void MapUuids(this IEndpointRouteBuilder routes)
    {
        foreach (var entity in Enum.GetValues<Entity>())
        {
            var table = FieldCatalogue.For(entity).Table;
            routes.MapGet(
                $"/api/v1/{table}/count/uuids/", (HttpContext context, FallbackSearch search, CancellationToken cancellationToken) =>
                    ListAsync(context, entity, search, within: null, cancellationToken))
                .WithName($"List{entity}Uuids").DescribeUuids(entity, $"Lists the UUIDs of {table}, newest first.")
                .Produces<UuidListResponse>().ProducesValidationProblem();
        }
    }

    /// <summary>Returns UUIDs.</summary>
    /// <param name="context">The HTTP context.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="search">The search.</param>
    /// <param name="within">A condition on all rows in addition to the filters; null for none.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    public static async Task<IResult> ListAsync(
        HttpContext context, Entity entity, FallbackSearch search, VqlWhere? within, CancellationToken cancellationToken)
    {
        var faults = new List<ParameterFault>();
        var query = context.Request.Query;
        var where = RequestReader.ReadFilters(context.FiltersOf(entity), query, Controls, faults, within);
        var limit = RequestReader.ReadNumber(query, "limit", 1, faults);
        var offset = RequestReader.ReadNumber(query, "offset", 0, faults);
        if (faults.Count > 0)
        {
            return Problems.Of(faults);
        }

        var fields = FieldCatalogue.For(entity);
        if (context.Charge(fields, where) is { } problem)
        {
            return problem;
        }

        if (limit is null or > ListRequest.MaxLimit)
        {
            var streams = context.RequestServices.GetRequiredService<RowStreams>();
            return await streams.OpenUuidsAsync(fields, where, offset ?? 0, limit, cancellationToken) ?? (IResult)Problems.NoEngine();
        }

        var answer = await search.ListUuidsAsync(fields, where, offset ?? 0, limit.Value, cancellationToken);
        return answer.Value is { } uuids
            ? TypedResults.Json(new UuidListResponse(uuids.Count, uuids), ApiJson.Readable.UuidListResponse)
            : Problems.NoEngine();
    }

    /// <summary>Describes a route that returns UUIDs.</summary>
    public static RouteHandlerBuilder DescribeUuids(this RouteHandlerBuilder route, Entity entity, string summary) =>
        route.Describe(entity, summary, paged: false)
            .Takes(_ =>
            [
                new("limit", "Maximum number of UUIDs to return. Default: all.", Schemas.Integer(1), 100) { Component = "uuids.limit" },
                new("offset", "Number of UUIDs to skip.", Schemas.Integer(0), 0) { Component = "uuids.offset" },
            ]);
}
