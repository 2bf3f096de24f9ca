using Microsoft.Net.Http.Headers;

namespace Vql.Api.Access;

/// <summary>
/// Sets the headers that protect answers: no shared cache stores personal data, no browser guesses another media type, and caches
/// distinguish the origins of CORS requests.
/// </summary>
internal sealed class ProtectiveHeaders(RequestDelegate next, AccessOptions access)
{
    private const string NoStore = "private, no-store";

    // A client may store an answer with an ETag, but must validate it before each use.
    private const string Validated = "private, no-cache";

    private readonly bool _variesByOrigin = access.Origins.Count > 0 && !access.Origins.Contains("*");

    public Task InvokeAsync(HttpContext context)
    {
        // Runs after the callbacks that later middleware adds.
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            if (AccessRegistration.IsSecured(context.Request.Path))
            {
                headers.CacheControl = headers.ETag.Count > 0 ? Validated : NoStore;
            }

            if (_variesByOrigin
                && !headers.GetCommaSeparatedValues(HeaderNames.Vary).Contains(HeaderNames.Origin, StringComparer.OrdinalIgnoreCase))
            {
                headers.Append(HeaderNames.Vary, HeaderNames.Origin);
            }

            return Task.CompletedTask;
        });
        return next(context);
    }
}
