using System.Text.Json.Nodes;

namespace Vql.SearchNode.Http;

/// <summary>Turns what goes wrong into Elasticsearch's error body, in one place.</summary>
internal sealed class ErrorAnswers(RequestDelegate next, ILogger<ErrorAnswers> logger)
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
            await Json.AnswerAsync(context, Body(exception), exception.Status);
        }
        catch (BadHttpRequestException exception)
        {
            await Json.AnswerAsync(context, Body(new NodeException(exception.StatusCode, "content_too_long_exception", exception.Message)), exception.StatusCode);
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            Log.RequestFailed(logger, context.Request.Method, context.Request.Path, exception);
            await Json.AnswerAsync(context, Body(new NodeException(500, "exception", exception.GetType().Name)), 500);
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

    public static JsonObject Cause(NodeException exception) => new() { ["type"] = exception.Type, ["reason"] = exception.Message };
}
