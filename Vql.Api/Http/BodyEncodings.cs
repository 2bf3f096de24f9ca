using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Vql.Api.Http;

/// <summary>Rejects bodies with an encoding: a compressed body can be small and excessive when it is decompressed.</summary>
internal sealed class BodyEncodings(RequestDelegate next)
{
    private const string Identity = "identity";

    public Task InvokeAsync(HttpContext context) =>
        EncodingOf(context) is { } encoding ? Encoded(context.Response, encoding).ExecuteAsync(context) : next(context);

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
