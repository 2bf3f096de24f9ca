using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.SearchNode.Analysis;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Indices;
using Vql.SearchNode.PointsInTime;
using Vql.SearchNode.Searching;

namespace Vql.SearchNode.Http;

/// <summary>Endpoints that read the pages of a search one after the other.</summary>
internal static class ScrollEndpoints
{
    public static void MapScrolls(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/_search/scroll/{id?}", ["GET", "POST"], ContinueAsync)
            .Accepts("scroll", "scroll_id", "rest_total_hits_as_int");
        routes.MapDelete("/_search/scroll/{id?}", ClearAsync);
    }

    /// <summary>Runs a search whose next pages can be read.</summary>
    public static Task StartAsync(
        HttpContext context, SearchTargets targets, JsonElement body, PointRegistry points, ScrollRegistry scrolls,
            TimeProvider time)
    {
        var keepAlive = PointRegistry.ReadKeepAlive(context.Request.Query["scroll"].ToString());
        if (Analyzers.Member(body, "from") is { ValueKind: JsonValueKind.Number } from && from.GetDouble() > 0)
        {
            throw Invalid("using [from] is not allowed in a scroll context");
        }

        if (Analyzers.Member(body, "size") is { ValueKind: JsonValueKind.Number } size && size.GetDouble() == 0)
        {
            throw Invalid("[size] cannot be [0] in a scroll context");
        }

        if (Analyzers.Member(body, "search_after").ValueKind == JsonValueKind.Array)
        {
            throw Invalid("[search_after] cannot be used in a scroll context");
        }

        scrolls.RemoveWhere(id => !points.IsOpen(id));
        var point = points.Open(targets.Indices, keepAlive);
        try
        {
            return WritePageAsync(context, scrolls.Open(point, body.Clone(), targets.Unavailable), points, keepAlive: null, time);
        }
        catch (NodeException)
        {
            scrolls.Remove(point);
            points.Close(point);
            throw;
        }
    }

    private static async Task ContinueAsync(HttpContext context, PointRegistry points, ScrollRegistry scrolls, TimeProvider time)
    {
        var body = await Json.ReadAsync(context);
        var id = JsonText.ScalarOf(Analyzers.Member(body, "scroll_id")) ?? Parameter(context, "scroll_id")
            ?? throw Invalid("scrollId is missing");
        var keepAlive = JsonText.ScalarOf(Analyzers.Member(body, "scroll")) ?? Parameter(context, "scroll");
        await WritePageAsync(context, scrolls.Get(id), points, keepAlive is null ? null : PointRegistry.ReadKeepAlive(keepAlive), time);
    }

    private static async Task ClearAsync(HttpContext context, PointRegistry points, ScrollRegistry scrolls)
    {
        var body = await Json.ReadAsync(context);
        var ids = Analyzers.Member(body, "scroll_id") is { ValueKind: not JsonValueKind.Undefined } given
            ? Json.Read<List<string>>(() => given.ValueKind == JsonValueKind.Array
                ? [.. given.EnumerateArray().Select(id => id.GetString()!)]
                : [given.GetString()!])
            : Parameter(context, "id")?.Split(',').ToList() ?? throw Invalid("no scroll ids specified");
        var closed = 0;
        foreach (var id in ids is ["_all"] ? scrolls.Ids.ToList() : ids)
        {
            scrolls.Remove(id);
            closed += points.Close(id) ? 1 : 0;
        }

        await Json.WriteResponseAsync(
            context, new JsonObject { ["succeeded"] = true, ["num_freed"] = closed },
            closed > 0 || ids is ["_all"] ? StatusCodes.Status200OK : StatusCodes.Status404NotFound);
    }

    private static Task WritePageAsync(HttpContext context, Scroll scroll, PointRegistry points, TimeSpan? keepAlive, TimeProvider time) =>
        Json.WriteResponseAsync(context, writer => points.Search(scroll.Id, keepAlive, searched =>
        {
            // The pages of a scroll are read one after the other.
            lock (scroll)
            {
                var deadline = SearchDeadline.Read(scroll.Body, context.Request.Query, context.RequestAborted);
                return Json.Read(() =>
                {
                    using var runner = new SearchRunner(searched, scroll.Body, time.GetUtcNow(), SearchEndpoints.FormatOf(context))
                    {
                        Unavailable = scroll.Unavailable,
                    };
                    runner.Run(deadline, writer, scroll);
                    return true;
                });
            }
        }));

    private static string? Parameter(HttpContext context, string name) =>
        context.Request.Query.TryGetValue(name, out var value) ? value.ToString()
        : name == "scroll" ? null
        : context.GetRouteValue("id") as string;

    private static NodeException Invalid(string reason) =>
        new(400, "action_request_validation_exception", $"Validation Failed: 1: {reason};");
}
