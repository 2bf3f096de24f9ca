using System.Globalization;

namespace Vql.Api.Http;

/// <summary>Answers with the request's id, when it has one, and with how long it took.</summary>
internal sealed class RequestHeaders(RequestDelegate next, TimeProvider time)
{
    private const string IdHeader = "X-Request-Id";
    private const string TimeHeader = "X-Process-Time";
    private const int LongestId = 200;

    /// <summary>What it answers with.</summary>
    public static IReadOnlyList<string> Names { get; } = [IdHeader, TimeHeader];

    public Task InvokeAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[TimeHeader] = time.GetElapsedTime(started).TotalSeconds.ToString("0.000000", CultureInfo.InvariantCulture);
            if (context.Request.Headers[IdHeader] is [{ Length: > 0 and <= LongestId } id] && id.All(letter => letter is >= ' ' and <= '~'))
            {
                context.Response.Headers[IdHeader] = id;
            }

            return Task.CompletedTask;
        });
        return next(context);
    }
}
