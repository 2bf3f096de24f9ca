using System.Text.Json.Nodes;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.Http;

/// <summary>Endpoints that close, open, and block indices.</summary>
internal static class OpeningEndpoints
{
    private static readonly string[] Common = ["timeout", "master_timeout", "wait_for_active_shards", .. IndexOptions.Names];

    public static void MapOpening(this IEndpointRouteBuilder endpoints)
    {
        var routes = endpoints.MapGroup("").Accepts(Common);
        routes.MapPost("/{index}/_close", CloseAsync);
        routes.MapPost("/{index}/_open", OpenAsync);
        routes.MapPut("/{index}/_block/{block}", BlockAsync);
    }

    private static Task CloseAsync(HttpContext context, string index, IndexRegistry indices)
    {
        var closed = new JsonObject();
        foreach (var target in indices.Resolve(index, IndexOptions.Read(context.Request.Query)))
        {
            var state = target.Index.State;
            IndexBlock.Check(state, IndexAccess.WriteMetadata);
            if (!state.IsClosed)
            {
                closed[state.Name] = new JsonObject { ["closed"] = true };
                target.Index.Commit();
                indices.Update(state.Name, static current => current.WithClosed(true));
            }
        }

        return AcknowledgeAsync(context, closed, isComplete: closed.Count > 0);
    }

    private static Task OpenAsync(HttpContext context, string index, IndexRegistry indices)
    {
        foreach (var target in indices.Resolve(index, IndexOptions.Read(context.Request.Query, expands: "closed")))
        {
            IndexBlock.Check(target.Index.State, IndexAccess.WriteMetadata);
            indices.Update(target.Index.State.Name, static current => current.WithClosed(false));
        }

        return AcknowledgeAsync(context, null);
    }

    private static Task BlockAsync(HttpContext context, string index, string block, IndexRegistry indices)
    {
        if (block == IndexBlock.AllowDelete)
        {
            throw new NodeException(400, "action_request_validation_exception",
                "Validation Failed: 1: read_only_allow_delete block is for internal use only;");
        }

        if (IndexBlock.All.All(known => known.Name != block))
        {
            throw NodeException.IllegalArgument($"No block found with name {block}");
        }

        var blocked = new JsonArray();
        foreach (var target in indices.Resolve(index, IndexOptions.Read(context.Request.Query)))
        {
            var state = target.Index.State;
            IndexBlock.Check(state, IndexAccess.WriteMetadata);
            indices.Update(state.Name, current => current.WithSettings(new JsonObject { [$"index.blocks.{block}"] = "true" }));
            blocked.Add((JsonNode)new JsonObject { ["name"] = state.Name, ["blocked"] = true });
        }

        return AcknowledgeAsync(context, blocked);
    }

    private static Task AcknowledgeAsync(HttpContext context, JsonNode? indices, bool isComplete = true)
    {
        var response = new JsonObject { ["acknowledged"] = true, ["shards_acknowledged"] = isComplete };
        if (indices is not null)
        {
            response["indices"] = indices;
        }

        return Json.WriteResponseAsync(context, response);
    }
}
