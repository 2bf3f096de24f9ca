using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing.Template;

namespace Vql.SearchNode.Http;

/// <summary>Responses to requests that no endpoint handles.</summary>
internal static class UnknownRoute
{
    /// <summary>Writes 405 with the allowed methods if the path is that of an endpoint, otherwise 400.</summary>
    public static Task WriteAsync(HttpContext context)
    {
        var (path, method) = (context.Request.Path, context.Request.Method);
        var allowed = context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText is { } pattern
                && new TemplateMatcher(TemplateParser.Parse(pattern.TrimStart('/')), []).TryMatch(path, []))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
            .Distinct().Order(StringComparer.Ordinal).ToList();
        if (allowed.Count == 0)
        {
            return Json.WriteResponseAsync(
                context, new JsonObject { ["error"] = $"no handler found for uri [{path}] and method [{method}]" },
                StatusCodes.Status400BadRequest);
        }

        context.Response.Headers.Allow = string.Join(",", allowed);
        return Json.WriteResponseAsync(
            context,
            new JsonObject
            {
                ["error"] = $"Incorrect HTTP method for uri [{path}] and method [{method}], allowed: [{string.Join(", ", allowed)}]",
                ["status"] = StatusCodes.Status405MethodNotAllowed,
            },
            StatusCodes.Status405MethodNotAllowed);
    }
}
