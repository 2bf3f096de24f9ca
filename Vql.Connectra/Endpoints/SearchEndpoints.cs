using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Vql.Connectra.Answers;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.Connectra.Endpoints;

/// <summary>
/// Maps the search and count endpoints: Elasticsearch finds the hits of a VQL query, PostgreSQL provides their rows.
/// </summary>
internal static class SearchEndpoints
{
    public static void MapSearches(this IEndpointRouteBuilder routes)
    {
        foreach (var entity in new[] { FieldCatalogue.Contacts, FieldCatalogue.Companies })
        {
            routes.MapPost($"/{entity.Table}/", (HttpContext context, SearchClient search, RowAnswers rows, TimeProvider time) =>
                ListAsync(context, entity, search, rows, time));
            routes.MapPost($"/{entity.Table}/facets", (HttpContext context, SearchClient search) =>
                CountFacetsAsync(context, entity, search));
            routes.MapPost($"/{entity.Table}/count", (HttpContext context, SearchClient search) => CountAsync(context, entity, search));
        }
    }

    private static async Task ListAsync(
        HttpContext context, EntityFields entity, SearchClient search, RowAnswers rows, TimeProvider time)
    {
        if (await RequestReader.ReadAsync(context, entity) is not var (query, length))
        {
            return;
        }

        using var deadline = new Deadline(length, time, context.RequestAborted);
        var answer = await search.SearchAsync(entity, query, length, context.RequestAborted);
        if (answer.Failure is { } failure)
        {
            await Errors.SearchFailedAsync(context, failure);
            return;
        }

        var page = answer.Value!;
        using var found = await deadline.RunAsync(stop =>
            rows.ReadAsync(entity, [.. page.Hits.Select(hit => hit.Uuid)], query, stop));
        context.Response.ContentType = Errors.Json;
        ConnectraTelemetry.RecordStaleHits(entity.Entity, SearchAnswer.Write(context.Response.BodyWriter, page, found));
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static async Task CountFacetsAsync(HttpContext context, EntityFields entity, SearchClient search)
    {
        if (await RequestReader.ReadAsync(context, entity) is not var (query, deadline))
        {
            return;
        }

        var answer = await search.CountFacetsAsync(entity, query, deadline, context.RequestAborted);
        if (answer.Failure is { } failure)
        {
            await Errors.SearchFailedAsync(context, failure);
            return;
        }

        context.Response.ContentType = Errors.Json;
        SearchAnswer.WriteFacets(context.Response.BodyWriter, answer.Value!);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static async Task CountAsync(HttpContext context, EntityFields entity, SearchClient search)
    {
        if (await RequestReader.ReadAsync(context, entity) is not var (query, deadline))
        {
            return;
        }

        var answer = await search.CountAsync(entity, query, deadline, context.RequestAborted);
        if (answer.Failure is { } failure)
        {
            await Errors.SearchFailedAsync(context, failure);
            return;
        }

        context.Response.ContentType = Errors.Json;
        await context.Response.WriteAsync($"{{\"count\":{answer.Value},\"success\":true}}", context.RequestAborted);
    }
}
