using System.Text.Json;
using Vql.SearchNode.Analysis;
using Vql.SearchNode.Indices;
using Vql.SearchNode.Queries;
using Vql.SearchNode.Searching;

namespace Vql.SearchNode.Http;

/// <summary>Searches and counts.</summary>
internal static class SearchEndpoints
{
    public static void MapSearches(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/{index}/_search", ["GET", "POST"], SearchAsync);
        routes.MapMethods("/{index}/_count", ["GET", "POST"], CountAsync);
    }

    private static async Task SearchAsync(HttpContext context, string index, IndexRegistry indices, TimeProvider time)
    {
        var body = await Json.ReadAsync(context);
        var target = indices.Get(index);
        var request = SearchRequest.Read(body, new QueryReader(target.State.Mapping, time.GetUtcNow()));
        await Json.AnswerAsync(context, writer => SearchRunner.Run(target, request, writer));
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
        var query = Analyzers.Member(body, "query") is { ValueKind: JsonValueKind.Object } given
            ? new QueryReader(target.State.Mapping, time.GetUtcNow()).Read(given)
            : new Lucene.Net.Search.MatchAllDocsQuery();
        await Json.AnswerAsync(context, writer => SearchRunner.Count(target, query, writer));
    }
}
