using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http.Features;

namespace Vql.SearchNode.Http;

/// <summary>
/// Rejects bodies that are not declared as JSON. A page in a browser can send other types, such as text, to this machine without
/// a CORS preflight request.
/// </summary>
internal static class ContentTypes
{
    private static readonly HashSet<string> Supported = new(StringComparer.OrdinalIgnoreCase)
    {
        "application/json", "application/x-ndjson", "application/vnd.elasticsearch+json", "application/vnd.elasticsearch+x-ndjson",
    };

    /// <exception cref="NodeException">The body of the request has no type, or another one.</exception>
    public static void Check(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength == 0 || context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true)
        {
            return;
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !Supported.Contains(type.MediaType ?? ""))
        {
            throw new NodeException(
                StatusCodes.Status406NotAcceptable, "media_type_header_exception",
                $"Content-Type header [{request.ContentType}] is not supported: use application/json");
        }
    }
}
