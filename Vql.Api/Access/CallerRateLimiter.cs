using System.Globalization;
using System.Threading.RateLimiting;

namespace Vql.Api.Access;

/// <summary>Lets each caller ask so much a minute, and tells him how much is left.</summary>
internal sealed class CallerRateLimiter : IDisposable
{
    private const string LimitHeader = "RateLimit-Limit";
    private const string RemainingHeader = "RateLimit-Remaining";
    private const string ResetHeader = "RateLimit-Reset";

    /// <summary>What it tells callers in.</summary>
    public static IReadOnlyList<string> Headers { get; } = [LimitHeader, RemainingHeader, ResetHeader];

    private readonly int _limit;
    private readonly PartitionedRateLimiter<HttpContext> _limiter;

    public CallerRateLimiter(AccessOptions access)
    {
        _limit = access.RequestsPerMinute ?? int.MaxValue;
        var perSecond = Math.Max(1, _limit / 60);
        _limiter = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(CallerOf(context), _ =>
            new TokenBucketRateLimiterOptions
            {
                TokenLimit = _limit,
                TokensPerPeriod = perSecond,
                ReplenishmentPeriod = TimeSpan.FromMinutes((double)perSecond / _limit),
                QueueLimit = 0,
            }));
    }

    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        using var lease = await _limiter.AcquireAsync(context, 1, context.RequestAborted);
        var left = _limiter.GetStatistics(context)?.CurrentAvailablePermits ?? 0;
        Tell(context.Response.Headers, LimitHeader, _limit);
        Tell(context.Response.Headers, RemainingHeader, left);
        Tell(context.Response.Headers, ResetHeader, SecondsFor(_limit - left));
        if (lease.IsAcquired)
        {
            await next(context);
            return;
        }

        Tell(context.Response.Headers, "Retry-After", Math.Max(1, SecondsFor(1)));
        await TypedResults.Problem(
            $"{_limit} requests a minute are the most: try again later", statusCode: StatusCodes.Status429TooManyRequests).ExecuteAsync(context);
    }

    public void Dispose() => _limiter.Dispose();

    // The name and the address are kept apart, so that nobody names himself like an address.
    private static string CallerOf(HttpContext context) => context.User.Identity?.Name is { } name ? $"name {name}" : $"address {context.Connection.RemoteIpAddress}";

    private long SecondsFor(long requests) => (long)Math.Ceiling(requests * 60.0 / _limit);

    private static void Tell(IHeaderDictionary headers, string name, long value) => headers[name] = value.ToString(CultureInfo.InvariantCulture);
}
