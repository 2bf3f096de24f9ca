using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.SearchNode.Analysis;
using Vql.SearchNode.Indices;
using Vql.SearchNode.PointsInTime;
using Vql.SearchNode.Searching;

namespace Vql.SearchNode.Http;

/// <summary>Endpoints that open and close points in time.</summary>
internal static class PointEndpoints
{
    public static void MapPointsInTime(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/{index}/_pit", OpenAsync)
            .Accepts(["keep_alive", "preference", "allow_partial_search_results", .. IndexOptions.Names]);
        routes.MapDelete("/_pit", CloseAsync);
    }

    private static Task OpenAsync(HttpContext context, string index, IndexRegistry indices, PointRegistry points)
    {
        if (context.Request.Query["keep_alive"].ToString() is not { Length: > 0 } keepAlive)
        {
            throw new NodeException(400, "action_request_validation_exception", "Validation Failed: 1: [keep_alive] is not specified;");
        }

        // A point in time never has partial results.
        var targets = indices.ResolveForSearch(index, IndexOptions.Read(context.Request.Query)).Check(allowsPartial: false).Indices;
        var id = points.Open(targets, PointRegistry.ReadKeepAlive(keepAlive));
        return Json.WriteResponseAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            ShardCounts.Write(writer, targets.Count, []);
            writer.WriteEndObject();
        });
    }

    private static async Task CloseAsync(HttpContext context, PointRegistry points)
    {
        var body = await Json.ReadAsync(context);
        if (Analyzers.Member(body, "id") is not { ValueKind: JsonValueKind.String } id)
        {
            throw NodeException.IllegalArgument("search context id is is not provided");
        }

        var closed = points.Close(id.GetString()!);
        await Json.WriteResponseAsync(
            context,
            new JsonObject { ["succeeded"] = closed, ["num_freed"] = closed ? 1 : 0 },
            closed ? StatusCodes.Status200OK : StatusCodes.Status404NotFound);
    }
}
