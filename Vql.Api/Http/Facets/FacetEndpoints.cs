using System.Text.Json.Nodes;
using Vql.Api.Answers;
using Vql.Api.Engine;
using Vql.Api.OpenApi;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Facets;

/// <summary>The number of rows for each value of a field, with filters.</summary>
internal static class FacetEndpoints
{
    public static void MapFacets(this IEndpointRouteBuilder routes)
    {
        foreach (var entity in Enum.GetValues<Entity>())
        {
            var table = FieldCatalogue.For(entity).Table;
            var facets = FilterTable.For(entity).Facets;
            routes.MapGet(
                $"/api/v1/{table}/facets/",
                (HttpContext context, FallbackSearch search, ValueSpellings spellings, CancellationToken cancellationToken) =>
                    CountAsync(context, entity, search, spellings, cancellationToken))
                .WithName($"Count{(entity == Entity.Contact ? "Contact" : "Company")}Facets")
                .Describe(
                    entity,
                    $"Counts {table} for each value, the most frequent values first. A facet ignores the filters on its own field.",
                    paged: false)
                .Takes(_ =>
                [
                    new(
                        "facets", "The filters whose values are counted.",
                        Schemas.List(Schemas.Choice(facets.Select(facet => facet.Name)), VqlFacet.MaxFacets),
                        new JsonArray(facets[0].Name))
                    {
                        IsRequired = true,
                    },
                    new(
                        "facet_size", $"Maximum number of values of each facet. Default: {FacetRequest.DefaultSize}.",
                        Schemas.Integer(1, FacetRequest.MaxSize), FacetRequest.DefaultSize),
                ])
                .Produces<FacetsAnswer>().ProducesValidationProblem();
        }
    }

    private static async Task<IResult> CountAsync(
        HttpContext context, Entity entity, FallbackSearch search, ValueSpellings spellings, CancellationToken cancellationToken)
    {
        var faults = new List<ParameterFault>();
        if (FacetRequest.Read(context.FiltersOf(entity), context.Request.Query, faults) is not { } request)
        {
            return Problems.Of(faults);
        }

        // Each facet ignores the filters on its own field, so the conditions differ.
        var costliest = request.Facets.MaxBy(facet => QueryCost.Of(request.Entity, [facet.Where])).Where;
        if (context.Charge(request.Entity, costliest) is { } problem)
        {
            return problem;
        }

        var answer = await search.CountFacetsAsync(request, cancellationToken);
        if (answer.Value is not { } counts)
        {
            return Problems.NoEngine();
        }

        var byField = counts.ToDictionary(facet => facet.Field, facet => facet.Values);
        var facets = new Dictionary<string, IReadOnlyList<FacetCount>>();
        foreach (var (filter, _) in request.Facets)
        {
            var field = request.Entity[request.FieldOf(filter)];
            FacetCount[] values = [.. byField[field.Name].Where(value => value.Value.Length > 0).Take(request.Size)];
            facets[filter.Name] = await spellings.TryReplaceAsync(request.Entity, field, values, cancellationToken);
        }

        return TypedResults.Json(new FacetsAnswer(facets), ApiJson.Readable.FacetsAnswer);
    }
}
