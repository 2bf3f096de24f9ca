using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.SearchNode.Analysis;
using Vql.SearchNode.Indices;
using Vql.SearchNode.PointsInTime;
using Vql.SearchNode.Queries;
using Vql.SearchNode.Searching;

namespace Vql.SearchNode.Http;

/// <summary>Endpoints for searches and counts.</summary>
internal static class SearchEndpoints
{
    public static void MapSearches(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/{index}/_search", ["GET", "POST"], SearchAsync).Accepts(["scroll", .. SearchParameters.Names]);
        foreach (var path in new[] { "/_msearch", "/{index}/_msearch" })
        {
            routes.MapMethods(path, ["GET", "POST"], SearchManyAsync).Accepts("max_concurrent_searches", "ccs_minimize_roundtrips");
        }

        routes.MapMethods("/_search", ["GET", "POST"], SearchPointAsync).Accepts(SearchParameters.Names);
        routes.MapMethods("/{index}/_count", ["GET", "POST"], CountAsync)
            .Accepts(["preference", .. SearchParameters.QueryNames]);
    }

    private static async Task SearchAsync(
        HttpContext context, string index, IndexRegistry indices, PointRegistry points, ScrollRegistry scrolls, TimeProvider time)
    {
        var json = await Json.ReadAsync(context);
        var body = Json.Read(() => SearchParameters.Merge(json, context.Request.Query));
        if (PointRequest.Read(body) is not null)
        {
            throw new NodeException(400, "action_request_validation_exception",
                "Validation Failed: 1: [indices] cannot be used with point in time. Do not specify any index with point in time.;");
        }

        var target = indices.Get(index);
        if (context.Request.Query.ContainsKey("scroll"))
        {
            await ScrollEndpoints.StartAsync(context, target, body, points, scrolls, time);
            return;
        }

        var deadline = SearchDeadline.Read(body, context.Request.Query, context.RequestAborted);
        var request = Json.Read(() => SearchRequest.Read(body, new QueryReader(target.State.Mapping, time.GetUtcNow())));
        await Json.WriteResponseAsync(context, writer => target.Search(searcher =>
        {
            SearchRunner.Run(target, searcher, request, deadline, writer);
            return true;
        }));
    }

    private static async Task SearchPointAsync(HttpContext context, PointRegistry points, TimeProvider time)
    {
        var json = await Json.ReadAsync(context);
        var body = Json.Read(() => SearchParameters.Merge(json, context.Request.Query));
        var point = PointRequest.Read(body)
            ?? throw NodeException.IllegalArgument(
                "this node searches a single index: specify the index in the path or a point in time in the body");
        var deadline = SearchDeadline.Read(body, context.Request.Query, context.RequestAborted);
        await Json.WriteResponseAsync(context, writer => points.Search(point.Id, point.KeepAlive, (target, searcher) =>
        {
            var request = Json.Read(() => SearchRequest.Read(body, new QueryReader(target.State.Mapping, time.GetUtcNow())));
            SearchRunner.Run(target, searcher, request, deadline, writer);
            return true;
        }));
    }

    private static async Task SearchManyAsync(HttpContext context, IndexRegistry indices, TimeProvider time)
    {
        var searches = MultiSearch.Read(await Json.ReadBytesAsync(context), context.GetRouteValue("index") as string);
        await Json.WriteResponseAsync(context, writer =>
        {
            writer.WriteStartObject();
            var started = Stopwatch.GetTimestamp();
            writer.WriteStartArray("responses");
            foreach (var (index, body) in searches)
            {
                Search(context, indices, index, body, time).WriteTo(writer);
            }

            writer.WriteEndArray();
            writer.WriteNumber("took", (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            writer.WriteEndObject();
        });
    }

    // The error of one search does not affect the others, unless it cannot be parsed.
    private static JsonObject Search(HttpContext context, IndexRegistry indices, string index, JsonElement body, TimeProvider time)
    {
        try
        {
            var target = indices.Get(index);
            var request = Json.Read(() => SearchRequest.Read(body, new QueryReader(target.State.Mapping, time.GetUtcNow())));
            var deadline = SearchDeadline.Read(body, QueryCollection.Empty, context.RequestAborted);
            var buffer = new ArrayBufferWriter<byte>();
            using (var inner = new Utf8JsonWriter(buffer))
            {
                target.Search(searcher =>
                {
                    SearchRunner.Run(target, searcher, request, deadline, inner);
                    return true;
                });
            }

            var response = JsonNode.Parse(buffer.WrittenSpan)!.AsObject();
            response["status"] = StatusCodes.Status200OK;
            return response;
        }
        catch (NodeException fault) when (fault.Type is not ("parsing_exception" or "x_content_parse_exception"))
        {
            return ErrorResponseMiddleware.Body(fault);
        }
    }

    private static async Task CountAsync(HttpContext context, string index, IndexRegistry indices, TimeProvider time)
    {
        var body = await Json.ReadAsync(context);
        foreach (var member in Json.Read(() => body.EnumerateObject()))
        {
            if (member.Name != "query")
            {
                throw NodeException.Parsing($"request does not support [{member.Name}]");
            }
        }

        var target = indices.Get(index);
        var clause = SearchParameters.ReadQuery(context.Request.Query) is { } text
            ? JsonSerializer.SerializeToElement(text)
            : Analyzers.Member(body, "query");
        var query = clause.ValueKind == JsonValueKind.Undefined
            ? new Lucene.Net.Search.MatchAllDocsQuery()
            : Json.Read(() => new QueryReader(target.State.Mapping, time.GetUtcNow()).Read(clause));
        await Json.WriteResponseAsync(
            context, writer => SearchRunner.Count(target, query, new SearchDeadline(null, context.RequestAborted), writer));
    }
}
