using System.Threading.RateLimiting;

namespace Vql.Api.Access;

/// <summary>Limits the cost of the queries of each caller per minute.</summary>
internal sealed class CallerCostLimiter : IDisposable
{
    private readonly int _limit;
    private readonly PartitionedRateLimiter<HttpContext>? _limiter;

    public CallerCostLimiter(AccessOptions access)
    {
        MaxQueryCost = access.MaxQueryCost;
        _limit = access.CostPerMinute ?? 0;
        if (access.CostPerMinute is null)
        {
            return;
        }

        var options = new TokenBucketRateLimiterOptions
        {
            TokenLimit = _limit,
            TokensPerPeriod = Math.Max(1, _limit / 60),
            ReplenishmentPeriod = TimeSpan.FromMinutes((double)Math.Max(1, _limit / 60) / _limit),
            QueueLimit = 0,
        };
        _limiter = PartitionedRateLimiter.Create<HttpContext, string>(
            context => RateLimitPartition.GetTokenBucketLimiter(Caller.PartitionOf(context), _ => options));
    }

    /// <summary>The maximum cost of one query.</summary>
    public int MaxQueryCost { get; }

    /// <summary>Takes the cost of a query from the budget of its caller.</summary>
    /// <param name="context">The request.</param>
    /// <param name="cost">The cost, up to <see cref="MaxQueryCost"/>.</param>
    /// <returns>The delay until the budget suffices; null when the cost was taken.</returns>
    public TimeSpan? TryCharge(HttpContext context, int cost)
    {
        if (_limiter is null || cost == 0)
        {
            return null;
        }

        using var lease = _limiter.AttemptAcquire(context, cost);
        var missing = cost - (_limiter.GetStatistics(context)?.CurrentAvailablePermits ?? 0);
        return lease.IsAcquired ? null : TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(missing * 60.0 / _limit)));
    }

    public void Dispose() => _limiter?.Dispose();
}
