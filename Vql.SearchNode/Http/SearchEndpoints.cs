using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.SearchNode.Analysis;
using Vql.SearchNode.Indices;
using Vql.SearchNode.PointsInTime;
using Vql.SearchNode.Searching;

namespace Vql.SearchNode.Http;

/// <summary>Endpoints for searches and counts.</summary>
internal static class SearchEndpoints
{
    private const string Partial = "allow_partial_search_results";

    public static void MapSearches(this IEndpointRouteBuilder routes)
    {
        foreach (var prefix in new[] { "", "/{index}" })
        {
            routes.MapMethods($"{prefix}/_search", ["GET", "POST"], SearchAsync)
                .Accepts(["scroll", .. IndexOptions.Names, .. SearchParameters.Names]);
            routes.MapMethods($"{prefix}/_msearch", ["GET", "POST"], SearchManyAsync)
                .Accepts(["max_concurrent_searches", "ccs_minimize_roundtrips", "rest_total_hits_as_int", "typed_keys", "routing",
                    .. IndexOptions.Names]);
            routes.MapMethods($"{prefix}/_count", ["GET", "POST"], CountAsync)
                .Accepts(["preference", "routing", .. IndexOptions.Names, .. SearchParameters.QueryNames]);
        }
    }

    private static async Task SearchAsync(
        HttpContext context, IndexRegistry indices, PointRegistry points, ScrollRegistry scrolls, TimeProvider time)
    {
        var json = await Json.ReadAsync(context);
        var body = Json.Read(() => SearchParameters.Merge(json, context.Request.Query));
        var expression = context.GetRouteValue("index") as string;
        var point = PointRequest.Read(body);
        if (point is not null && expression is not null)
        {
            throw new NodeException(400, "action_request_validation_exception",
                "Validation Failed: 1: [indices] cannot be used with point in time. Do not specify any index with point in time.;");
        }

        var deadline = SearchDeadline.Read(body, context.Request.Query, context.RequestAborted);
        if (point is not null)
        {
            await Json.WriteResponseAsync(context, writer => points.Search(point.Id, point.KeepAlive, searched =>
            {
                Json.Read(() => Run(searched, [], body, deadline, writer, time, FormatOf(context)));
                return true;
            }));
            return;
        }

        var targets = Resolve(context, indices, expression ?? "", body, time);
        if (context.Request.Query.ContainsKey("scroll"))
        {
            await ScrollEndpoints.StartAsync(context, targets, body, points, scrolls, time);
            return;
        }

        await Json.WriteResponseAsync(context, writer => SearchedIndex.Search(targets.Indices, searched => Json.Read(
            () => Run(searched, targets.Unavailable, body, deadline, writer, time, FormatOf(context)))));
    }

    /// <summary>Reads the format of the response.</summary>
    public static ResponseFormat FormatOf(HttpContext context)
    {
        return new ResponseFormat(Flag("rest_total_hits_as_int"), Flag("typed_keys"));

        bool Flag(string name) => Documents.Flags.Read(
            name, context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null, defaultValue: false);
    }

    // As in Elasticsearch, an error of the request is reported before that of an absent index.
    private static SearchTargets Resolve(
        HttpContext context, IndexRegistry indices, string expression, JsonElement body, TimeProvider time)
    {
        try
        {
            return indices.ResolveForSearch(expression, IndexOptions.Read(context.Request.Query)).Check(AllowsPartial(context));
        }
        catch (NodeException fault) when (fault.Status == StatusCodes.Status404NotFound)
        {
            using var runner = new SearchRunner([], body, time.GetUtcNow(), FormatOf(context));
            Json.Read(runner.ReadForNoIndex);
            throw;
        }
    }

    private static bool AllowsPartial(HttpContext context) => Documents.Flags.Read(Partial,
        context.Request.Query.TryGetValue(Partial, out var value) ? value.ToString() : null, defaultValue: true);

    private static bool Run(
        IReadOnlyList<SearchedIndex> searched, IReadOnlyList<string> unavailable, JsonElement body, SearchDeadline deadline,
        Utf8JsonWriter writer, TimeProvider time, ResponseFormat format)
    {
        using var runner = new SearchRunner(searched, body, time.GetUtcNow(), format) { Unavailable = unavailable };
        runner.Run(deadline, writer);
        return true;
    }

    private static async Task SearchManyAsync(HttpContext context, IndexRegistry indices, TimeProvider time)
    {
        var searches = MultiSearch.Read(
            await Json.ReadBytesAsync(context), context.GetRouteValue("index") as string, IndexOptions.Read(context.Request.Query));
        await Json.WriteResponseAsync(context, writer =>
        {
            writer.WriteStartObject();
            var started = Stopwatch.GetTimestamp();
            writer.WriteStartArray("responses");
            foreach (var search in searches)
            {
                Search(context, indices, search, time).WriteTo(writer);
            }

            writer.WriteEndArray();
            writer.WriteNumber("took", (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            writer.WriteEndObject();
        });
    }

    // The error of one search does not affect the others, unless it cannot be parsed.
    private static JsonObject Search(HttpContext context, IndexRegistry indices, MultiSearchItem search, TimeProvider time)
    {
        SearchTargets targets;
        try
        {
            targets = indices.ResolveForSearch(search.Index, search.Options).Check(search.AllowsPartial);
        }
        catch (NodeException fault)
        {
            return ErrorResponseMiddleware.Body(fault);
        }

        try
        {
            var deadline = SearchDeadline.Read(search.Body, QueryCollection.Empty, context.RequestAborted);
            var buffer = new ArrayBufferWriter<byte>();
            using (var inner = new Utf8JsonWriter(buffer))
            {
                SearchedIndex.Search(targets.Indices, searched =>
                    Json.Read(() => Run(searched, targets.Unavailable, search.Body, deadline, inner, time, FormatOf(context))));
            }

            var response = JsonNode.Parse(buffer.WrittenSpan)!.AsObject();
            response["status"] = StatusCodes.Status200OK;
            return response;
        }
        catch (NodeException fault) when (fault.IsOfSearch || fault.Status == StatusCodes.Status429TooManyRequests)
        {
            return ErrorResponseMiddleware.Body(fault);
        }
    }

    private static async Task CountAsync(HttpContext context, IndexRegistry indices, TimeProvider time)
    {
        var body = await Json.ReadAsync(context);
        foreach (var member in Json.Read(() => body.EnumerateObject()))
        {
            if (member.Name != "query")
            {
                throw NodeException.Parsing($"request does not support [{member.Name}]");
            }
        }

        if (context.Request.ContentLength > 0
            && SearchParameters.QueryNames.FirstOrDefault(context.Request.Query.ContainsKey) is { } unused)
        {
            throw NodeException.IllegalArgument($"request [{context.Request.Path}] contains unrecognized parameter: [{unused}]");
        }

        var query = SearchParameters.ReadQuery(context.Request.Query) is { } text
            ? JsonSerializer.SerializeToElement(new JsonObject { ["query"] = text })
            : body;
        var targets = indices.ResolveForSearch(
            context.GetRouteValue("index") as string ?? "", IndexOptions.Read(context.Request.Query)).Check(allowsPartial: true);
        await Json.WriteResponseAsync(context, writer => SearchedIndex.Search(targets.Indices, searched => Json.Read(() =>
        {
            using var runner = new SearchRunner(searched, query, time.GetUtcNow(), new ResponseFormat())
            {
                Unavailable = targets.Unavailable,
            };
            runner.Count(new SearchDeadline(null, context.RequestAborted), writer, isBody: query.Equals(body));
            return true;
        })));
    }
}
