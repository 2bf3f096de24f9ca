using Vql.Api.Answers;
using Vql.Api.Engine;
using Vql.Api.Http.Streams;
using Vql.Api.OpenApi;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;

namespace Vql.Api.Http.Uuids;

/// <summary>The uuids of what filters leave.</summary>
internal static class UuidEndpoints
{
    private static readonly string[] Beside = ["limit", "offset", .. FreshnessRequirement.Parameters];

    public static void MapUuids(this IEndpointRouteBuilder routes)
    {
        foreach (var entity in Enum.GetValues<Entity>())
        {
            var table = FieldCatalogue.For(entity).Table;
            routes.MapGet($"/api/v1/{table}/count/uuids/", (HttpContext context, FallbackSearch search, CancellationToken cancellationToken) =>
                    ListAsync(context, entity, search, within: null, cancellationToken))
                .WithName($"List{entity}Uuids").DescribeUuids(entity, $"The uuids of {table}, newest first.")
                .Produces<UuidListResponse>().ProducesValidationProblem();
        }
    }

    /// <summary>Answers uuids.</summary>
    /// <param name="context">The request.</param>
    /// <param name="entity">Whose.</param>
    /// <param name="search">Who answers.</param>
    /// <param name="within">What holds of every row beside the filters; null for nothing.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<IResult> ListAsync(
        HttpContext context, Entity entity, FallbackSearch search, VqlWhere? within, CancellationToken cancellationToken)
    {
        var faults = new List<ParameterFault>();
        var query = context.Request.Query;
        var where = RequestReader.ReadFilters(entity, query, Beside, faults, within);
        var limit = RequestReader.ReadNumber(query, "limit", 1, faults);
        var offset = RequestReader.ReadNumber(query, "offset", 0, faults);
        if (faults.Count > 0)
        {
            return Problems.Of(faults);
        }

        var fields = FieldCatalogue.For(entity);
        if (limit is null or > ListRequest.MaxLimit)
        {
            return await context.RequestServices.GetRequiredService<RowStreams>().OpenUuidsAsync(fields, where, offset ?? 0, limit, cancellationToken) ?? (IResult)Problems.NoEngine();
        }

        var answer = await search.ListUuidsAsync(fields, where, offset ?? 0, limit.Value, cancellationToken);
        return answer.Value is { } uuids
            ? TypedResults.Json(new UuidListResponse(uuids.Count, uuids), ApiJson.Readable.UuidListResponse)
            : Problems.NoEngine();
    }

    /// <summary>Describes such a route.</summary>
    public static RouteHandlerBuilder DescribeUuids(this RouteHandlerBuilder route, Entity entity, string summary) =>
        route.Describe(entity, summary, paged: false).TakesNumber("limit", "At most so many; all unless given.", 100).TakesNumber("offset", "How many to leave out first.", 0);
}
