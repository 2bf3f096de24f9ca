using System.Threading.RateLimiting;
using Vql.Api.Configuration;

namespace Vql.Api.Engine.Postgres;

/// <summary>Limits the concurrent requests to PostgreSQL, which receives all of them while the search is unavailable.</summary>
internal sealed class FallbackConcurrencyLimiter(EngineOptions options, TimeProvider time) : IDisposable
{
    // After a longer wait, the client has usually given up.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.PostgresConcurrency,
        QueueLimit = options.PostgresQueueLength,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Acquires a permit if one is available.</summary>
    /// <returns>The lease to dispose of; null when no permit is available.</returns>
    public RateLimitLease? TryAcquire() => Acquired(_limiter.AttemptAcquire());

    /// <summary>Acquires a permit, waiting briefly if necessary.</summary>
    /// <returns>The lease to dispose of; null when no permit became available in time.</returns>
    public async ValueTask<RateLimitLease?> AcquireAsync(CancellationToken cancellationToken)
    {
        if (TryAcquire() is { } free)
        {
            return free;
        }

        using var wait = new CancellationTokenSource(MaxWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, wait.Token);
        try
        {
            return Acquired(await _limiter.AcquireAsync(1, either.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => _limiter.Dispose();

    private static RateLimitLease? Acquired(RateLimitLease lease) => lease.IsAcquired ? lease : null;
}
