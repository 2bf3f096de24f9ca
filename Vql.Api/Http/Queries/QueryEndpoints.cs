using Vql.Api.Answers;
using Vql.Api.Engine;
using Vql.Api.Http.Lists;
using Vql.Api.OpenApi;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Api.Http.Queries;

/// <summary>Lists and counts with a body: a VQL query, or filters with more values than fit into a URL.</summary>
internal static class QueryEndpoints
{
    private delegate ListRequest? BodyReader(
        EntityFilters filters, ReadOnlyMemory<byte> body, IQueryCollection parameters, List<ParameterFault> faults);

    public static void MapQueries(this IEndpointRouteBuilder routes)
    {
        foreach (var entity in Enum.GetValues<Entity>())
        {
            Map(
                routes, entity, "Query",
                (filters, body, parameters, faults) => QueryBody.Read(filters.Fields.Entity, body, parameters, faults),
                "a VQL query", QueryDescription.TakesQuery);
            Map(routes, entity, "Search", FilterBody.Read, "filters in the body", QueryDescription.TakesFilters).AnswersShaped(entity);
        }
    }

    // Returns the route of the list.
    private static RouteHandlerBuilder Map(
        IEndpointRouteBuilder routes, Entity entity, string verb, BodyReader read, string conditions,
        Func<RouteHandlerBuilder, Entity, RouteHandlerBuilder> describe)
    {
        var table = FieldCatalogue.For(entity).Table;
        var name = entity == Entity.Contact ? "Contacts" : "Companies";
        var path = $"/api/v1/{table}/{verb.ToLowerInvariant()}";
        describe(
            routes.MapPost($"{path}/count", (HttpContext context, FallbackSearch search, CancellationToken cancellationToken) =>
                AnswerAsync(
                    context, entity, read, request => ListEndpoints.AnswerCountAsync(context, search, request, cancellationToken),
                    cancellationToken)),
            entity)
            .WithName($"{verb}Count{name}").WithTags(table)
            .WithSummary($"Counts {table} that match {conditions}. Order and page have no effect.")
            .Produces<CountResponse>().ProducesValidationProblem();
        var list = describe(
            routes.MapPost(path, (HttpContext context, FallbackSearch search, CancellationToken cancellationToken) =>
                AnswerAsync(
                    context, entity, read, request => ListEndpoints.AnswerAsync(context, search, request, cancellationToken),
                    cancellationToken)),
            entity)
            .WithName($"{verb}{name}").WithTags(table)
            .WithSummary($"Lists {table} that match {conditions}. Send the same body to the URLs in next and previous.")
            .ProducesValidationProblem();
        return entity == Entity.Contact ? list.Produces<CursorPage<ContactListItem>>() : list.Produces<CursorPage<CompanyListItem>>();
    }

    private static async Task<IResult> AnswerAsync(
        HttpContext context, Entity entity, BodyReader read, Func<ListRequest, Task<IResult>> answer, CancellationToken cancellationToken)
    {
        var faults = new List<ParameterFault>();
        var body = await RequestBody.ReadAsync(context.Request, cancellationToken);
        return read(context.FiltersOf(entity), body, context.Request.Query, faults) is { } request
            ? await answer(request)
            : Problems.Of(faults);
    }
}
