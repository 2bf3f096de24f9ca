using System.Text.Json;
using System.Text.Json.Nodes;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Indices;
using Vql.SearchNode.Queries;
using Vql.SearchNode.Searching;

namespace Vql.SearchNode.Http;

/// <summary>The endpoint that explains the score of a document.</summary>
internal static class ExplainEndpoints
{
    public static void MapExplanations(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/{index}/_explain/{id}", ["GET", "POST"], ExplainAsync)
            .Accepts(["preference", "routing", .. SearchParameters.QueryNames]);

    private static async Task ExplainAsync(HttpContext context, string index, string id, IndexRegistry indices, TimeProvider time)
    {
        var body = await Json.ReadAsync(context);
        if (SearchParameters.ReadQuery(context.Request.Query) is { } text)
        {
            body = JsonSerializer.SerializeToElement(new JsonObject { ["query"] = text });
        }

        if (Json.Read(() => body.EnumerateObject()).FirstOrDefault(member => member.Name != "query") is
            { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            throw NodeException.Parsing($"unknown field [{unknown.Name}]");
        }

        if (!body.TryGetProperty("query", out _))
        {
            throw new NodeException(400, "action_request_validation_exception", "Validation Failed: 1: query is missing;");
        }

        var target = indices.Resolve(index, new ExpressionOptions(IgnoresMissing: false), IndexAccess.Read) is [var only] ? only
            : throw NodeException.IllegalArgument($"[{index}] has more than one index associated with it");
        var explanation = target.Index.Search(searcher =>
        {
            var query = Json.Read(() => SearchRequest.ReadQuery(
                body, new QueryReader(target.Index.State.Mapping, time.GetUtcNow()), target.Filters));
            var found = searcher.Search(new TermQuery(new Term(LuceneDocument.Id, id)), 1).ScoreDocs;
            return found is [var hit] ? searcher.Explain(query, hit.Doc) : null;
        });
        var response = new JsonObject
        {
            ["_index"] = target.Index.State.Name,
            ["_id"] = id,
            ["matched"] = explanation is { IsMatch: true },
        };
        if (explanation is not null)
        {
            response["explanation"] = Explanations.Describe(explanation);
        }

        await Json.WriteResponseAsync(
            context, response, explanation is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
    }
}
