using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.OpenApi;
using Vql.Api.Access;
using Vql.Api.Answers;
using Vql.Api.Engine;
using Vql.Api.Http.Lists;
using Vql.Api.OpenApi;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Saved;

/// <summary>Queries that a caller keeps, and runs by their identity.</summary>
internal static class SavedSearchEndpoints
{
    /// <summary>The most that a caller may keep.</summary>
    public const int MostSaved = 200;

    private const string Prefix = "/api/v1/saved-searches";

    public static void MapSavedSearches(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Prefix).WithTags("saved searches");
        group.MapPost("/", AddAsync).WithName("SaveSearch").WithSummary($"Keeps a query of the caller's, who may have {MostSaved}.")
            .TakesSearch().Produces<SavedSearchAnswer>(StatusCodes.Status201Created).ProducesValidationProblem().ProducesProblem(StatusCodes.Status409Conflict);
        group.MapGet("/", async (HttpContext context, SavedSearches searches, CancellationToken cancellationToken) => TypedResults.Json(
                new SavedSearchList([.. (await searches.ListAsync(Caller.OwnerOf(context), cancellationToken)).Select(ToAnswer)]), ApiJson.Readable.SavedSearchList))
            .WithName("ListSavedSearches").WithSummary("The caller's queries, the newest first.").Produces<SavedSearchList>();
        group.MapGet("/{id}/", async Task<IResult> (HttpContext context, string id, SavedSearches searches, CancellationToken cancellationToken) =>
                await searches.FindAsync(Caller.OwnerOf(context), id, cancellationToken) is { } found
                    ? TypedResults.Json(ToAnswer(found), ApiJson.Readable.SavedSearchAnswer) : NotFound())
            .WithName("GetSavedSearch").WithSummary("One of the caller's queries.").Produces<SavedSearchAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/{id}/", async Task<IResult> (HttpContext context, string id, SavedSearches searches, CancellationToken cancellationToken) =>
                await searches.DeleteAsync(Caller.OwnerOf(context), id, cancellationToken) ? TypedResults.NoContent() : NotFound())
            .WithName("DeleteSavedSearch").WithSummary("Forgets one of the caller's queries.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/{id}/run/", (HttpContext context, string id, SavedSearches searches, FallbackSearch search, CancellationToken cancellationToken) =>
                RunAsync(context, id, searches, request => ListEndpoints.AnswerAsync(context, search, request, cancellationToken), cancellationToken))
            .WithName("RunSavedSearch").WithSummary("A page of what one of the caller's queries finds now: contacts or companies.")
            .TakesPage().TakesFreshness().Produces<CursorPage<ContactListItem>>().MayAnswer<CursorPage<CompanyListItem>>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/{id}/count/", (HttpContext context, string id, SavedSearches searches, FallbackSearch search, CancellationToken cancellationToken) =>
                RunAsync(context, id, searches, request => ListEndpoints.AnswerCountAsync(context, search, request, cancellationToken), cancellationToken))
            .WithName("CountSavedSearch").WithSummary("How many rows one of the caller's queries finds now.")
            .TakesFreshness().Produces<CountResponse>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> AddAsync(HttpContext context, SavedSearches searches, CancellationToken cancellationToken)
    {
        var faults = new List<ParameterFault>();
        if (SavedSearchBody.Read(await RequestBody.ReadAsync(context.Request, cancellationToken), faults) is not { } body)
        {
            return Problems.Of(faults);
        }

        var owner = Caller.OwnerOf(context);
        if (await searches.AddAsync(owner, body.Name, body.Entity, body.Query, MostSaved, cancellationToken) is { } added)
        {
            context.Response.Headers.Location = $"{context.Request.PathBase}{Prefix}/{added.Id}/";
            return TypedResults.Json(ToAnswer(added), ApiJson.Readable.SavedSearchAnswer, statusCode: StatusCodes.Status201Created);
        }

        return TypedResults.Problem(
            $"\"{body.Name}\" is kept already, or {MostSaved} are, which are the most: choose another name, or delete one", statusCode: StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> RunAsync(
        HttpContext context, string id, SavedSearches searches, Func<ListRequest, Task<IResult>> answer, CancellationToken cancellationToken)
    {
        if (await searches.FindAsync(Caller.OwnerOf(context), id, cancellationToken) is not { } saved)
        {
            return NotFound();
        }

        var faults = new List<ParameterFault>();
        return QueryBody.ReadKept(saved.Entity, saved.Query, context.Request.Query, faults) is { } request ? await answer(request) : Problems.Of(faults);
    }

    private static ProblemHttpResult NotFound() => Problems.NotFound("Saved search");

    private static SavedSearchAnswer ToAnswer(SavedSearch search)
    {
        using var query = JsonDocument.Parse(search.Query);
        return new SavedSearchAnswer(search.Id, search.Name, FieldCatalogue.For(search.Entity).Table, query.RootElement.Clone(), search.CreatedAt);
    }

    private static RouteHandlerBuilder TakesPage(this RouteHandlerBuilder route) => route
        .TakesNumber("limit", $"Rows of a page, 1 to {ListRequest.MaxLimit}, instead of the query's own.", ListRequest.DefaultLimit)
        .TakesText("cursor", "The place to go on from, as next and previous have it.", null);

    private static RouteHandlerBuilder TakesSearch(this RouteHandlerBuilder route) => route.TakesJson(
        new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = SavedSearchBody.Members.ToHashSet(),
            AdditionalPropertiesAllowed = false,
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["name"] = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = SavedSearchBody.LongestName, Description = "A name that no other of the caller's has." },
                ["entity"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. SavedSearchBody.Entities.Select(entity => (JsonNode)entity)] },
                ["query"] = new OpenApiSchema { Type = JsonSchemaType.Object, Description = $"A query, as the body of /query, without a cursor; at most {SavedSearchBody.LongestQuery} bytes." },
            },
        },
        new JsonObject
        {
            ["name"] = "Vice presidents",
            ["entity"] = SavedSearchBody.Entities[0],
            ["query"] = JsonNode.Parse("""{"where":{"keyword_match":{"must":{"seniority":["vp"]}}},"limit":50}"""),
        });
}
