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
        var cause = Cause(exception);
        var error = new JsonObject { ["root_cause"] = new JsonArray(cause) };
        foreach (var (name, value) in Cause(exception))
        {
            error[name] = value?.DeepClone();
        }

        return new JsonObject { ["error"] = error, ["status"] = exception.Status };
    }

    public static JsonObject Cause(NodeException exception)
    {
        var cause = new JsonObject { ["type"] = exception.Type, ["reason"] = exception.Message };
        if (exception is { Index: { } shardOf, IsOfShard: true })
        {
            cause["index_uuid"] = "_na_";
            cause["shard"] = "0";
            cause["index"] = shardOf;
        }
        else if (exception.Index is { } index)
        {
            cause["resource.type"] = "index_or_alias";
            cause["resource.id"] = index;
            cause["index_uuid"] = "_na_";
            cause["index"] = index;
        }

        return cause;
    }
}
