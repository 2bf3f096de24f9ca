using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.OpenApi;
using Vql.Api.Access;
using Vql.Api.Answers;
using Vql.Api.Engine;
using Vql.Api.Http.Lists;
using Vql.Api.Http.Queries;
using Vql.Api.OpenApi;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Saved;

/// <summary>The saved searches of a caller.</summary>
internal static class SavedSearchEndpoints
{
    /// <summary>The maximum number of saved searches of a caller.</summary>
    public const int MaxSaved = 200;

    private const string Prefix = "/api/v1/saved-searches";

    public static void MapSavedSearches(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Prefix).WithTags("saved searches");
        group.MapPost("/", AddAsync).WithName("SaveSearch")
            .WithSummary($"Saves a query or filters. A caller can have {MaxSaved} saved searches.")
            .TakesSearch().Produces<SavedSearchAnswer>(StatusCodes.Status201Created).ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status409Conflict);
        group.MapGet("/", async (HttpContext context, SavedSearches searches, CancellationToken cancellationToken) => TypedResults.Json(
                new SavedSearchList([.. (await searches.ListAsync(Caller.OwnerOf(context), cancellationToken)).Select(ToAnswer)]),
                ApiJson.Readable.SavedSearchList))
            .WithName("ListSavedSearches").WithSummary("Lists the caller's saved searches, newest first.").Produces<SavedSearchList>();
        group.MapGet(
            "/{id}/", async Task<IResult> (HttpContext context, string id, SavedSearches searches, CancellationToken cancellationToken) =>
                await searches.FindAsync(Caller.OwnerOf(context), id, cancellationToken) is { } found
                    ? TypedResults.Json(ToAnswer(found), ApiJson.Readable.SavedSearchAnswer) : NotFound())
            .WithName("GetSavedSearch").WithSummary("Returns a saved search.").Produces<SavedSearchAnswer>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete(
            "/{id}/", async Task<IResult> (HttpContext context, string id, SavedSearches searches, CancellationToken cancellationToken) =>
                await searches.DeleteAsync(Caller.OwnerOf(context), id, cancellationToken) ? TypedResults.NoContent() : NotFound())
            .WithName("DeleteSavedSearch").WithSummary("Deletes a saved search.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet(
            "/{id}/run/",
            (HttpContext context, string id, SavedSearches searches, FallbackSearch search, CancellationToken cancellationToken) =>
                RunAsync(
                    context, id, searches, request => ListEndpoints.AnswerAsync(context, search, request, cancellationToken),
                    cancellationToken))
            .WithName("RunSavedSearch").WithSummary("Runs a saved search and returns a page of contacts or companies.")
            .TakesPage().TakesFreshness().Produces<CursorPage<ContactListItem>>().AnswersShaped(Enum.GetValues<Entity>())
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet(
            "/{id}/count/",
            (HttpContext context, string id, SavedSearches searches, FallbackSearch search, CancellationToken cancellationToken) =>
                RunAsync(
                    context, id, searches, request => ListEndpoints.AnswerCountAsync(context, search, request, cancellationToken),
                    cancellationToken))
            .WithName("CountSavedSearch").WithSummary("Counts the rows that match a saved search.")
            .TakesFreshness().Produces<CountResponse>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> AddAsync(HttpContext context, SavedSearches searches, CancellationToken cancellationToken)
    {
        var faults = new List<ParameterFault>();
        var json = await RequestBody.ReadAsync(context.Request, cancellationToken);
        if (SavedSearchBody.Read(json, context.FiltersOf, faults) is not { } body)
        {
            return Problems.Of(faults);
        }

        var owner = Caller.OwnerOf(context);
        if (await searches.AddAsync(owner, body.Name, body.Entity, body.Conditions, MaxSaved, cancellationToken) is { } added)
        {
            context.Response.Headers.Location = $"{context.Request.PathBase}{Prefix}/{added.Id}/";
            return TypedResults.Json(ToAnswer(added), ApiJson.Readable.SavedSearchAnswer, statusCode: StatusCodes.Status201Created);
        }

        return TypedResults.Problem(
            $"A saved search \"{body.Name}\" already exists, or the maximum of {MaxSaved} is reached. "
            + "Choose another name, or delete a saved search.",
            statusCode: StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> RunAsync(
        HttpContext context, string id, SavedSearches searches, Func<ListRequest, Task<IResult>> answer,
        CancellationToken cancellationToken)
    {
        if (await searches.FindAsync(Caller.OwnerOf(context), id, cancellationToken) is not { } saved)
        {
            return NotFound();
        }

        var faults = new List<ParameterFault>();
        var (kind, json) = saved.Conditions;
        var read = kind == SavedKind.Filters
            ? FilterBody.ReadSaved(context.FiltersOf(saved.Entity), json, context.Request.Query, faults)
            : QueryBody.ReadSaved(saved.Entity, json, context.Request.Query, faults);
        return read is { } request
            ? await answer(request)
            : Problems.Of(faults);
    }

    private static ProblemHttpResult NotFound() => Problems.NotFound("Saved search");

    private static SavedSearchAnswer ToAnswer(SavedSearch search)
    {
        using var document = JsonDocument.Parse(search.Conditions.Json);
        var conditions = document.RootElement.Clone();
        var isQuery = search.Conditions.Kind == SavedKind.Query;
        return new SavedSearchAnswer(
            search.Id, search.Name, FieldCatalogue.For(search.Entity).Table, isQuery ? conditions : null, isQuery ? null : conditions,
            search.CreatedAt);
    }

    private static RouteHandlerBuilder TakesPage(this RouteHandlerBuilder route) => route.Takes(_ =>
    [
        new(
            "limit", "The page size. Default: the limit of the query.", Schemas.Integer(1, ListRequest.MaxLimit), ListRequest.DefaultLimit),
        new(RequestReader.Explain, "Whether the response contains the query.", Schemas.Flag(), false),
        PageDescription.Cursor("The cursor of the page, from next or previous.") with { Component = "cursor" },
    ]);

    private static RouteHandlerBuilder TakesSearch(this RouteHandlerBuilder route) => route.TakesJson(
        document => Schemas.Shared(document, "SearchToSave", () => Schemas.Object(
            new Dictionary<string, IOpenApiSchema>
            {
                ["name"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    MinLength = 1,
                    MaxLength = SavedSearchBody.MaxNameLength,
                    Description = "A name, unique among the caller's saved searches.",
                },
                ["entity"] = Schemas.Choice(SavedSearchBody.Entities),
                ["query"] = new OpenApiSchema
                {
                    AnyOf = [.. Enum.GetValues<Entity>().Select(entity => VqlSchemas.SavedQueryOf(entity, document))],
                    Description = "A query, such as the body of /query, without cursor and page. "
                        + $"Maximum size: {SavedSearchBody.MaxQueryBytes} bytes.",
                },
                ["filters"] = new OpenApiSchema
                {
                    AnyOf = [.. Enum.GetValues<Entity>().Select(entity => QueryDescription.FiltersOf(entity, document))],
                    Description = "Filters in place of a query, such as the body of /search, without cursor, page and offset. "
                        + $"Maximum size: {SavedSearchBody.MaxQueryBytes} bytes.",
                },
            },
            [.. SavedSearchBody.Required])),
        new JsonObject
        {
            ["name"] = "Vice presidents",
            ["entity"] = SavedSearchBody.Entities[0],
            ["query"] = JsonNode.Parse("""{"where":{"keyword_match":{"must":{"seniority":["vp"]}}},"limit":50}"""),
        });
}
