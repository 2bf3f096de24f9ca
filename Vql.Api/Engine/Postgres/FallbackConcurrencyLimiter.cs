using System.Threading.RateLimiting;
using Vql.Api.Configuration;

namespace Vql.Api.Engine.Postgres;

/// <summary>Lets only so many requests at PostgreSQL at a time: when the search is out, all come at once, and it must live.</summary>
internal sealed class FallbackConcurrencyLimiter(EngineOptions options, TimeProvider time) : IDisposable
{
    // Who waits longer would find an answer that nobody waits for any more.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.PostgresConcurrency,
        QueueLimit = options.PostgresQueueLength,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Enters if there is room now.</summary>
    /// <returns>What is to be disposed to leave; null when there is no room.</returns>
    public RateLimitLease? TryEnter() => Entered(_limiter.AttemptAcquire());

    /// <summary>Enters, after a short wait if need be.</summary>
    /// <returns>What is to be disposed to leave; null when there was no room in time.</returns>
    public async ValueTask<RateLimitLease?> EnterAsync(CancellationToken cancellationToken)
    {
        if (TryEnter() is { } free)
        {
            return free;
        }

        using var wait = new CancellationTokenSource(LongestWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, wait.Token);
        try
        {
            return Entered(await _limiter.AcquireAsync(1, either.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => _limiter.Dispose();

    private static RateLimitLease? Entered(RateLimitLease lease) => lease.IsAcquired ? lease : null;
}
