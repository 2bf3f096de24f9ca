using System.Globalization;
using System.Threading.RateLimiting;

namespace Vql.Api.Access;

/// <summary>Limits the requests of each caller per minute, and reports the remaining quota in headers.</summary>
internal sealed class CallerRateLimiter : IDisposable
{
    private const string LimitHeader = "RateLimit-Limit";
    private const string RemainingHeader = "RateLimit-Remaining";
    private const string ResetHeader = "RateLimit-Reset";

    /// <summary>The headers that it sets.</summary>
    public static IReadOnlyList<string> Headers { get; } = [LimitHeader, RemainingHeader, ResetHeader];

    private readonly int _limit;
    private readonly PartitionedRateLimiter<HttpContext> _limiter;

    public CallerRateLimiter(AccessOptions access)
    {
        _limit = access.RequestsPerMinute ?? int.MaxValue;
        var perSecond = Math.Max(1, _limit / 60);
        var options = new TokenBucketRateLimiterOptions
        {
            TokenLimit = _limit,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromMinutes((double)perSecond / _limit),
            QueueLimit = 0,
        };
        _limiter = PartitionedRateLimiter.Create<HttpContext, string>(
            context => RateLimitPartition.GetTokenBucketLimiter(Caller.PartitionOf(context), _ => options));
    }

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        using var lease = await _limiter.AcquireAsync(context, 1, context.RequestAborted);
        var remaining = _limiter.GetStatistics(context)?.CurrentAvailablePermits ?? 0;
        SetHeader(context.Response.Headers, LimitHeader, _limit);
        SetHeader(context.Response.Headers, RemainingHeader, remaining);
        SetHeader(context.Response.Headers, ResetHeader, SecondsFor(_limit - remaining));
        if (lease.IsAcquired)
        {
            await next(context);
            return;
        }

        SetHeader(context.Response.Headers, "Retry-After", Math.Max(1, SecondsFor(1)));
        var problem = TypedResults.Problem(
            $"The rate limit is {_limit} requests per minute. Try again later.", statusCode: StatusCodes.Status429TooManyRequests);
        await problem.ExecuteAsync(context);
    }

    public void Dispose() => _limiter.Dispose();

    private long SecondsFor(long requests) => (long)Math.Ceiling(requests * 60.0 / _limit);

    private static void SetHeader(IHeaderDictionary headers, string name, long value) =>
        headers[name] = value.ToString(CultureInfo.InvariantCulture);
}
