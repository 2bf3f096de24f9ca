using System.Text.Json.Nodes;

namespace Vql.SearchNode.Http;

/// <summary>Converts exceptions to error responses in the format of Elasticsearch.</summary>
internal sealed class ErrorResponseMiddleware(RequestDelegate next, ILogger<ErrorResponseMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers["X-Elastic-Product"] = "Elasticsearch";
        try
        {
            await next(context);
        }
        catch (NodeException exception)
        {
            await Json.WriteResponseAsync(context, Body(exception), exception.Status);
        }
        catch (Lucene.Net.Search.BooleanQuery.TooManyClausesException)
        {
            var tooMany = NodeException.TooManyClauses(Lucene.Net.Search.BooleanQuery.MaxClauseCount);
            await Json.WriteResponseAsync(context, Body(tooMany), tooMany.Status);
        }
        catch (BadHttpRequestException exception)
        {
            var tooLong = new NodeException(exception.StatusCode, "content_too_long_exception", exception.Message);
            await Json.WriteResponseAsync(context, Body(tooLong), tooLong.Status);
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            Log.RequestFailed(logger, context.Request.Method, context.Request.Path, exception);
            await Json.WriteResponseAsync(context, Body(new NodeException(500, "exception", exception.GetType().Name)), 500);
        }
    }

    public static JsonObject Body(NodeException exception)
    {
        var error = new JsonObject
        {
            ["root_cause"] = exception.IsOfReduction ? new JsonArray() : new JsonArray(Cause(exception.Root ?? exception)),
        };
        foreach (var (name, value) in exception.IsOfReduction ? ReductionFailure(exception)
            : exception.IsOfSearch ? SearchFailure(exception)
            : Cause(exception))
        {
            error[name] = value?.DeepClone();
        }

        return new JsonObject { ["error"] = error, ["status"] = exception.Status };
    }

    private static JsonObject ReductionFailure(NodeException exception) => new()
    {
        ["type"] = "search_phase_execution_exception",
        ["reason"] = "",
        ["phase"] = "fetch",
        ["grouped"] = true,
        ["failed_shards"] = new JsonArray(),
        ["caused_by"] = Cause(exception),
    };

    // A search fails on the shards of an index, of which there is one.
    private static JsonObject SearchFailure(NodeException exception) => new()
    {
        ["type"] = "search_phase_execution_exception",
        ["reason"] = "all shards failed",
        ["phase"] = "query",
        ["grouped"] = true,
        ["failed_shards"] = new JsonArray(new JsonObject
        {
            ["shard"] = 0,
            ["index"] = exception.Index,
            ["node"] = NodeIdentity.Name,
            ["reason"] = Cause(exception),
        }),
        ["caused_by"] = Cause(exception),
    };

    public static JsonObject Cause(NodeException exception)
    {
        var cause = new JsonObject { ["type"] = exception.Type, ["reason"] = exception.Message };
        if (exception is { Index: { } searched, IsOfSearch: true })
        {
            cause["index_uuid"] = "_na_";
            cause["index"] = searched;
        }
        else if (exception is { Index: { } shardOf, IsOfShard: true })
        {
            cause["index_uuid"] = "_na_";
            cause["shard"] = "0";
            cause["index"] = shardOf;
        }
        else if (exception.Index is { } index)
        {
            if (exception.Type == "index_not_found_exception")
            {
                cause["resource.type"] = "index_or_alias";
                cause["resource.id"] = index;
            }

            cause["index_uuid"] = "_na_";
            cause["index"] = index;
        }

        return cause;
    }
}
