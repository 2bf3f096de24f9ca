using Microsoft.Net.Http.Headers;

namespace Vql.Api.Http;

/// <summary>Answers HEAD wherever GET is answered. The server sends the headers without the body.</summary>
internal sealed class HeadRequests(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            NameHead(context.Response);
            return Task.CompletedTask;
        });
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await next(context);
            return;
        }

        context.Features.Set(new HeadFeature());
        context.Request.Method = HttpMethods.Get;
        try
        {
            await next(context);
        }
        finally
        {
            // Traces and metrics report the method of the client.
            context.Request.Method = HttpMethods.Head;
        }
    }

    /// <summary>Returns whether the client requested only the headers, so that a long body need not be created.</summary>
    public static bool Is(HttpContext context) => context.Features.Get<HeadFeature>() is not null;

    private static void NameHead(HttpResponse response)
    {
        if (response.StatusCode == StatusCodes.Status405MethodNotAllowed
            && response.Headers.GetCommaSeparatedValues(HeaderNames.Allow) is { } allowed
            && allowed.Contains(HttpMethods.Get) && !allowed.Contains(HttpMethods.Head))
        {
            response.Headers.Allow = string.Join(", ", [.. allowed, HttpMethods.Head]);
        }
    }

    private sealed class HeadFeature;
}
