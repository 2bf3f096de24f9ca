using Vql.Api.Answers;
using Vql.Api.Engine;
using Vql.Api.Http.Lists;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Api.Http.Queries;

/// <summary>Lists and counts with a VQL body, for queries that parameters cannot express.</summary>
internal static class QueryEndpoints
{
    public static void MapQueries(this IEndpointRouteBuilder routes)
    {
        foreach (var entity in Enum.GetValues<Entity>())
        {
            var table = FieldCatalogue.For(entity).Table;
            var name = entity == Entity.Contact ? "Contacts" : "Companies";
            var list = routes.MapPost(
                $"/api/v1/{table}/query", (HttpContext context, FallbackSearch search, CancellationToken cancellationToken) =>
                    ListAsync(context, entity, search, cancellationToken))
                .WithName($"Query{name}").WithTags(table)
                .WithSummary($"Lists {table} that match a VQL query. Send the same body to the URLs in next and previous.")
                .TakesQuery(entity).ProducesValidationProblem();
            _ = entity == Entity.Contact ? list.Produces<CursorPage<ContactListItem>>() : list.Produces<CursorPage<CompanyListItem>>();
            routes.MapPost(
                $"/api/v1/{table}/query/count", (HttpContext context, FallbackSearch search, CancellationToken cancellationToken) =>
                    CountAsync(context, entity, search, cancellationToken))
                .WithName($"QueryCount{name}").WithTags(table)
                .WithSummary($"Counts {table} that match a VQL query. Order and page have no effect.")
                .TakesQuery(entity).Produces<CountResponse>().ProducesValidationProblem();
        }
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, Entity entity, FallbackSearch search, CancellationToken cancellationToken)
    {
        var faults = new List<ParameterFault>();
        return await ReadAsync(context.Request, entity, faults, cancellationToken) is { } request
            ? await ListEndpoints.AnswerAsync(context, search, request, cancellationToken)
            : Problems.Of(faults);
    }

    private static async Task<IResult> CountAsync(
        HttpContext context, Entity entity, FallbackSearch search, CancellationToken cancellationToken)
    {
        var faults = new List<ParameterFault>();
        return await ReadAsync(context.Request, entity, faults, cancellationToken) is { } request
            ? await ListEndpoints.AnswerCountAsync(context, search, request, cancellationToken)
            : Problems.Of(faults);
    }

    private static async Task<ListRequest?> ReadAsync(
        HttpRequest request, Entity entity, List<ParameterFault> faults, CancellationToken cancellationToken) =>
        QueryBody.Read(entity, await RequestBody.ReadAsync(request, cancellationToken), request.Query, faults);
}
