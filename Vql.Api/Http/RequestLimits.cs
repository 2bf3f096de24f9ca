using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Vql.Api.Http;

/// <summary>Rejects requests that no route can read: a URL that is too long, and a body with an encoding.</summary>
internal sealed class RequestLimits(RequestDelegate next)
{
    /// <summary>The maximum length of a URL without its host. Longer ones are also rejected by many proxies.</summary>
    public const int MaxUrlLength = 8192;

    // Beyond this length, the server rejects a request before any middleware can write a problem.
    private const int MaxRequestLine = 512 * 1024;

    private const string Identity = "identity";

    /// <summary>Lets the server accept request lines that this middleware rejects with an explanation.</summary>
    public static void Configure(WebApplicationBuilder builder) =>
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestLineSize = MaxRequestLine);

    public Task InvokeAsync(HttpContext context)
    {
        var length = context.Features.Get<IHttpRequestFeature>()?.RawTarget.Length ?? 0;
        return length > MaxUrlLength ? TooLong(context.Request, length).ExecuteAsync(context)
            : EncodingOf(context) is { } encoding ? Encoded(context.Response, encoding).ExecuteAsync(context)
            : next(context);
    }

    private static ProblemHttpResult TooLong(HttpRequest request, int length)
    {
        var table = request.Path.StartsWithSegments("/api/v1/companies") ? "companies" : "contacts";
        return TypedResults.Problem(
            $"The URL has {length} characters, but the maximum is {MaxUrlLength}. Send the conditions in a body: "
            + $"POST /api/v1/{table}/query for a list, or POST /api/v1/{table}/query/count for a count.",
            statusCode: StatusCodes.Status414UriTooLong);
    }

    // A compressed body can be small and have an excessive size when it is decompressed.
    private static ProblemHttpResult Encoded(HttpResponse response, string encoding)
    {
        response.Headers.AcceptEncoding = Identity;
        return TypedResults.Problem(
            $"The body has the Content-Encoding \"{encoding}\", which is not supported. Send the body uncompressed, without "
            + "Content-Encoding.",
            statusCode: StatusCodes.Status415UnsupportedMediaType);
    }

    private static string? EncodingOf(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true
        && context.Request.Headers.GetCommaSeparatedValues(HeaderNames.ContentEncoding) is { Length: > 0 } encodings
        && Array.Find(encodings, encoding => !encoding.Equals(Identity, StringComparison.OrdinalIgnoreCase)) is { } encoding
            ? encoding
            : null;
}
