using System.Globalization;

namespace Vql.Api.Http;

/// <summary>
/// Returns the ID of the request and its duration in headers. Log entries of the request contain the ID. The client can send one.
/// </summary>
internal sealed class RequestHeaders(RequestDelegate next, TimeProvider time, ILogger<RequestHeaders> logger)
{
    /// <summary>The member of log scopes with the ID.</summary>
    public const string ScopeMember = "XRequestId";

    private const string IdHeader = "X-Request-Id";
    private const string TimeHeader = "X-Process-Time";
    private const int MaxIdLength = 200;

    /// <summary>The headers that it sets.</summary>
    public static IReadOnlyList<string> Names { get; } = [IdHeader, TimeHeader];

    public async Task InvokeAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        var id = IdOf(context.Request);
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[TimeHeader] = time.GetElapsedTime(started).TotalSeconds.ToString(
                "0.000000", CultureInfo.InvariantCulture);
            context.Response.Headers[IdHeader] = id;
            return Task.CompletedTask;
        });
        using (logger.BeginScope(new Dictionary<string, object> { [ScopeMember] = id }))
        {
            await next(context);
        }
    }

    // An ID that is too long, or that could forge a line of a log, is replaced.
    private static string IdOf(HttpRequest request) =>
        request.Headers[IdHeader] is [{ Length: > 0 and <= MaxIdLength } id] && id.All(character => character is > ' ' and <= '~')
            ? id
            : Guid.NewGuid().ToString("N");
}
