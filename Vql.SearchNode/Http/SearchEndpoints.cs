using System.Text.Json;
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
        routes.MapMethods("/{index}/_search", ["GET", "POST"], SearchAsync);
        routes.MapMethods("/_search", ["GET", "POST"], SearchPointAsync);
        routes.MapMethods("/{index}/_count", ["GET", "POST"], CountAsync);
    }

    private static async Task SearchAsync(HttpContext context, string index, IndexRegistry indices, TimeProvider time)
    {
        var body = await Json.ReadAsync(context);
        if (PointRequest.Read(body) is not null)
        {
            throw new NodeException(400, "action_request_validation_exception",
                "Validation Failed: 1: [indices] cannot be used with point in time. Do not specify any index with point in time.;");
        }

        var target = indices.Get(index);
        var request = SearchRequest.Read(body, new QueryReader(target.State.Mapping, time.GetUtcNow()));
        await Json.WriteResponseAsync(context, writer => target.Search(searcher =>
        {
            SearchRunner.Run(target, searcher, request, writer);
            return true;
        }));
    }

    private static async Task SearchPointAsync(HttpContext context, PointRegistry points, TimeProvider time)
    {
        var body = await Json.ReadAsync(context);
        var point = PointRequest.Read(body)
            ?? throw NodeException.IllegalArgument(
                "this node searches a single index: specify the index in the path or a point in time in the body");
        await Json.WriteResponseAsync(context, writer => points.Search(point.Id, point.KeepAlive, (target, searcher) =>
        {
            SearchRunner.Run(target, searcher, SearchRequest.Read(body, new QueryReader(target.State.Mapping, time.GetUtcNow())), writer);
            return true;
        }));
    }

    private static async Task CountAsync(HttpContext context, string index, IndexRegistry indices, TimeProvider time)
    {
        var body = await Json.ReadAsync(context);
        foreach (var member in body.EnumerateObject())
        {
            if (member.Name != "query")
            {
                throw NodeException.Parsing($"request does not support [{member.Name}]");
            }
        }

        var target = indices.Get(index);
        var query = Analyzers.Member(body, "query") is { ValueKind: JsonValueKind.Object } clause
            ? new QueryReader(target.State.Mapping, time.GetUtcNow()).Read(clause)
            : new Lucene.Net.Search.MatchAllDocsQuery();
        await Json.WriteResponseAsync(context, writer => SearchRunner.Count(target, query, writer));
    }
}
