using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Vql.Api.Answers;

namespace Vql.Api.Http;

/// <summary>Rejects long URLs with a problem that names the alternative. The server alone would send an empty 414.</summary>
internal sealed class UrlLengthLimit(RequestDelegate next)
{
    /// <summary>The maximum length of a path with its query string. It is greater than that of 1,000 domains.</summary>
    public const int MaxLength = 64 * 1024;

    // The method and the version precede and follow the URL. Longer lines do not reach the middleware.
    private const int MaxLine = 4 * MaxLength;

    /// <summary>Configures the server to accept the lines that this middleware rejects.</summary>
    public static void Configure(KestrelServerOptions server) => server.Limits.MaxRequestLineSize = MaxLine;

    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<IHttpRequestFeature>()?.RawTarget.Length > MaxLength
            ? Problems.UrlTooLong(MaxLength).ExecuteAsync(context)
            : next(context);
}
