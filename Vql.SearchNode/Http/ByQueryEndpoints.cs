using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lucene.Net.Search;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Indices;
using Vql.SearchNode.Queries;
using Vql.SearchNode.Searching;

namespace Vql.SearchNode.Http;

/// <summary>Endpoints that delete or index again the documents that match a query.</summary>
internal static class ByQueryEndpoints
{
    private static readonly string[] Parameters =
    [
        "conflicts", "refresh", "timeout", "wait_for_active_shards", "wait_for_completion", "requests_per_second", "scroll", "scroll_size",
        "scroll_timeout", "search_timeout", "slices", "max_docs", "preference", "routing", "request_cache", "search_type", "stats",
        .. IndexOptions.Names, .. SearchParameters.QueryNames,
    ];

    public static void MapByQuery(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/{index}/_delete_by_query", (HttpContext context, string index, IndexRegistry indices, TimeProvider time) =>
            RunAsync(context, index, indices, time, WriteKind.Delete)).Accepts(Parameters);
        routes.MapPost("/{index}/_update_by_query", (HttpContext context, string index, IndexRegistry indices, TimeProvider time) =>
            RunAsync(context, index, indices, time, WriteKind.Index)).Accepts([.. Parameters, "pipeline"]);
    }

    private static async Task RunAsync(HttpContext context, string index, IndexRegistry indices, TimeProvider time, WriteKind kind)
    {
        var started = Stopwatch.GetTimestamp();
        var body = await Json.ReadAsync(context);
        var (query, maximum, proceeds) = Json.Read(() => Read(context, body, kind));
        var targets = indices.Resolve(index, IndexOptions.Read(context.Request.Query), IndexAccess.Read);
        var operations = SearchedIndex.Search(targets, searched => searched.SelectMany(one => SearchRunner.OnIndex(one, () => Json.Read(
            () => Find(one, SearchRequest.ReadQuery(query, new QueryReader(one.Index.State.Mapping, time.GetUtcNow()), one.Target.Filters),
                kind))))
            .Take(maximum).ToArray());
        var outcomes = operations.Length == 0 ? [] : await DocumentWriter.WriteAsync(context, indices, operations);
        var failures = operations.Zip(outcomes).Where(pair => pair.Second.Fault is not null).ToList();
        var conflicts = failures.Count(pair => pair.Second.Fault!.Status == StatusCodes.Status409Conflict);
        var reported = proceeds ? failures.Where(pair => pair.Second.Fault!.Status != StatusCodes.Status409Conflict).ToList() : failures;
        var response = new JsonObject
        {
            ["took"] = (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds,
            ["timed_out"] = false,
            ["total"] = operations.Length,
            [kind == WriteKind.Delete ? "deleted" : "updated"] = operations.Length - failures.Count,
            ["batches"] = operations.Length > 0 ? 1 : 0,
            ["version_conflicts"] = conflicts,
            ["noops"] = 0,
            ["retries"] = new JsonObject { ["bulk"] = 0, ["search"] = 0 },
            ["throttled_millis"] = 0,
            ["requests_per_second"] = -1.0,
            ["throttled_until_millis"] = 0,
            ["failures"] = new JsonArray([.. reported.Select(pair => (JsonNode)new JsonObject
            {
                ["index"] = pair.First.Index,
                ["id"] = pair.First.Write.Id,
                ["cause"] = ErrorResponseMiddleware.Cause(pair.Second.Fault!),
                ["status"] = pair.Second.Fault!.Status,
            })]),
        };
        await Json.WriteResponseAsync(context, response, reported.Count > 0 ? reported[0].Second.Fault!.Status : StatusCodes.Status200OK);
    }

    private static (JsonElement Query, int Maximum, bool Proceeds) Read(HttpContext context, JsonElement body, WriteKind kind)
    {
        foreach (var member in body.EnumerateObject())
        {
            if (member.Name is not ("query" or "max_docs" or "conflicts"))
            {
                throw NodeException.Parsing($"this node does not support [{member.Name}] in a request by query");
            }
        }

        var parameters = context.Request.Query;
        if (parameters["wait_for_completion"].ToString() is not ("" or "true"))
        {
            throw NodeException.IllegalArgument("this node does not support [wait_for_completion] with another value than [true]");
        }

        var conflicts = parameters.TryGetValue("conflicts", out var value) ? value.ToString()
            : body.TryGetProperty("conflicts", out var member1) ? JsonText.ScalarOf(member1) : "abort";
        if (conflicts is not ("abort" or "proceed"))
        {
            throw NodeException.IllegalArgument($"conflicts may only be \"proceed\" or \"abort\" but was [{conflicts}]");
        }

        var maximum = parameters.TryGetValue("max_docs", out var most) ? most.ToString()
            : body.TryGetProperty("max_docs", out var member2) ? JsonText.ScalarOf(member2) : null;
        var count = maximum is null ? int.MaxValue
            : int.TryParse(maximum, out var number) && number > 0 ? number
            : throw NodeException.IllegalArgument($"[max_docs] parameter must be positive, found [{maximum}]");
        var query = SearchParameters.ReadQuery(parameters) is { } text
            ? JsonSerializer.SerializeToElement(new JsonObject { ["query"] = text })
            : body;
        return kind == WriteKind.Delete && !query.TryGetProperty("query", out _)
            ? throw new NodeException(400, "action_request_validation_exception", "Validation Failed: 1: query is missing;")
            : (query, count, conflicts == "proceed");
    }

    // A document that was written meanwhile is a conflict.
    private static List<BulkOperation> Find(SearchedIndex index, Query query, WriteKind kind)
    {
        var (searcher, operations) = (index.Searcher, new List<BulkOperation>());
        foreach (var hit in searcher.Search(query, Math.Max(1, searcher.IndexReader.MaxDoc)).ScoreDocs)
        {
            var document = StoredDocument.Find(searcher, searcher.Doc(hit.Doc).Get(LuceneDocument.Id))!;
            var options = new WriteOptions(null, false, document.SequenceNumber, WriteOptions.OnlyPrimaryTerm, false, 0);
            operations.Add(new BulkOperation("index", index.Index.State.Name, new Write(
                kind, document.Id, options, kind == WriteKind.Delete ? default : document.Source.ToArray())));
        }

        return operations;
    }
}
