using System.Globalization;

namespace Vql.Api.Http;

/// <summary>Returns the request's ID, if it has one, and its duration in headers.</summary>
internal sealed class RequestHeaders(RequestDelegate next, TimeProvider time)
{
    private const string IdHeader = "X-Request-Id";
    private const string TimeHeader = "X-Process-Time";
    private const int MaxIdLength = 200;

    /// <summary>The headers that it sets.</summary>
    public static IReadOnlyList<string> Names { get; } = [IdHeader, TimeHeader];

    public Task InvokeAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[TimeHeader] = time.GetElapsedTime(started).TotalSeconds.ToString(
                "0.000000", CultureInfo.InvariantCulture);
            if (context.Request.Headers[IdHeader] is [{ Length: > 0 and <= MaxIdLength } id]
                && id.All(character => character is >= ' ' and <= '~'))
            {
                context.Response.Headers[IdHeader] = id;
            }

            return Task.CompletedTask;
        });
        return next(context);
    }
}
