using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Vql.Api.Answers;
using Vql.Api.Engine;
using Vql.Api.OpenApi;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Suggestions;

/// <summary>Suggestions while a user types: values of a field, and companies.</summary>
internal static class SuggestEndpoints
{
    public static void MapSuggestions(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1");
        api.MapGet(
            "/contacts/suggest",
            (HttpContext context, SuggestionSearch search, ValueSpellings spellings, CancellationToken cancellationToken) =>
                ListValuesAsync(context, Entity.Contact, search, spellings, cancellationToken))
            .WithName("SuggestContactValues")
            .Describe(Entity.Contact, "Suggests values of a field by the beginnings of their words, the most frequent first.", paged: false)
            .TakesText(Entity.Contact, "vice pr").Produces<SuggestAnswer>().ProducesValidationProblem();
        api.MapGet(
            "/companies/suggest",
            (HttpContext context, SuggestionSearch search, ValueSpellings spellings, CancellationToken cancellationToken) =>
                RequestReader.Last(context.Request.Query, SuggestRequest.FieldParameter) is null
                    ? ListCompaniesAsync(context, search, cancellationToken)
                    : ListValuesAsync(context, Entity.Company, search, spellings, cancellationToken))
            .WithName("SuggestCompanies")
            .Describe(
                Entity.Company,
                "Suggests companies by the beginnings of the words of their name, or of their domain. With field, suggests its values.",
                paged: false)
            .TakesText(Entity.Company, "labs").Produces<CompanySuggestAnswer>().MayProduce<SuggestAnswer>().ProducesValidationProblem();
    }

    private static async Task<IResult> ListValuesAsync(
        HttpContext context, Entity entity, SuggestionSearch search, ValueSpellings spellings, CancellationToken cancellationToken)
    {
        var faults = new List<ParameterFault>();
        if (SuggestRequest.Read(context.FiltersOf(entity), context.Request.Query, faults) is not { } request)
        {
            return Problems.Of(faults);
        }

        if (context.Charge(request.Entity, request.Where) is { } problem)
        {
            return problem;
        }

        var answer = await search.ListValuesAsync(request, cancellationToken);
        return answer.Value is { } values
            ? TypedResults.Json(
                new SuggestAnswer(
                    request.Filter.Name, await spellings.TryReplaceAsync(request.Entity, request.Label, values, cancellationToken)),
                ApiJson.Readable.SuggestAnswer)
            : Problems.NoEngine();
    }

    private static async Task<IResult> ListCompaniesAsync(
        HttpContext context, SuggestionSearch search, CancellationToken cancellationToken)
    {
        var faults = new List<ParameterFault>();
        if (PickerRequest.Read(context.FiltersOf(Entity.Company), context.Request.Query, faults) is not { } request)
        {
            return Problems.Of(faults);
        }

        if (context.Charge(FieldCatalogue.Companies, (request.Similar ?? request.Exact).Where) is { } problem)
        {
            return problem;
        }

        return await search.ListCompaniesAsync(request, cancellationToken) is { } companies
            ? TypedResults.Json(
                new CompanySuggestAnswer([.. companies.Select(ResponseMapper.MapSuggested)]), ApiJson.Readable.CompanySuggestAnswer)
            : Problems.NoEngine();
    }

    private static RouteHandlerBuilder TakesText(this RouteHandlerBuilder route, Entity entity, string example) => route.Takes(_ =>
    [
        new(
            SuggestRequest.FieldParameter,
            "The filter whose values are suggested." + (entity == Entity.Company ? " Default: companies are suggested." : ""),
            Schemas.Choice(FilterTable.For(entity).Suggested.SelectMany(filter => new[] { filter.Name, filter.Alias }.OfType<string>())),
            entity == Entity.Contact ? "title" : "industries")
        {
            IsRequired = entity == Entity.Contact,
        },
        new(
            SuggestRequest.TextParameter,
            "The typed text. Each of its words must be the beginning of a word; longer words tolerate typing errors.",
            new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = TypedText.MaxLength, Pattern = @"[\p{L}\p{Nd}]" },
            example)
        {
            IsRequired = true,
        },
        new(
            SuggestRequest.LimitParameter, $"Maximum number of suggestions. Default: {SuggestRequest.DefaultLimit}.",
            Schemas.Integer(1, SuggestRequest.MaxLimit), SuggestRequest.DefaultLimit)
        {
            Component = "suggest.limit",
        },
    ]);
}
