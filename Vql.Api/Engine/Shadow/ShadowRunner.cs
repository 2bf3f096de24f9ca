using System.Threading.Channels;
using Npgsql;
using Vql.Api.Configuration;
using Vql.Api.Engine.Freshness;
using Vql.Api.Engine.Outcomes;
using Vql.Api.Engine.Postgres;
using Vql.Api.Engine.Switches;
using Vql.Api.Telemetry;
using Vql.ServiceDefaults.Telemetry;

namespace Vql.Api.Engine.Shadow;

/// <summary>
/// Compares a sample of answers with those of the other engine, and stores the differences. Comparisons run in the background,
/// one at a time. They are skipped when the queue is full or PostgreSQL is busy.
/// </summary>
internal sealed class ShadowRunner(
    EngineOptions options, LiveSettings live, FallbackConcurrencyLimiter limiter, IndexPosition index, DifferenceStore differences,
    TimeProvider time, ILogger<ShadowRunner> logger)
    : BackgroundService
{
    private const int QueueLength = 64;

    private static readonly TimeSpan IndexTimeout = TimeSpan.FromSeconds(3);

    private readonly Channel<Comparison> _queue = Channel.CreateBounded<Comparison>(QueueLength);
    private long _same;
    private long _different;
    private long _skipped;

    /// <summary>The results of the comparisons since the start.</summary>
    public ShadowCounts Counts => new(Interlocked.Read(ref _same), Interlocked.Read(ref _different), Interlocked.Read(ref _skipped));

    /// <summary>Returns whether to compare an answer: it is in the sample, and both engines can answer.</summary>
    /// <param name="reason">The reason why the search did not answer; null when it did.</param>
    public bool Samples(FallbackReason? reason) =>
        live.ShadowPercent is > 0 and var percent && Random.Shared.NextDouble() * 100 < percent
        && reason?.IsComparable() != false;

    /// <summary>Queues a comparison, or skips it when the queue is full.</summary>
    public void Enqueue(Comparison comparison)
    {
        if (!_queue.Writer.TryWrite(comparison))
        {
            Count(comparison, ref _skipped, ComparisonResult.Skipped);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var comparison in _queue.Reader.ReadAllAsync(stoppingToken))
            {
                await CompareAsync(comparison, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Queued comparisons are dropped on shutdown.
        }
    }

    private async Task CompareAsync(Comparison comparison, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.PostgresTimeout + IndexTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var lease = limiter.TryAcquire();
            var other = lease is null ? null
                : comparison.IsBySearch ? await comparison.Read(either.Token)
                : await comparison.Search(either.Token);
            if (other is null)
            {
                Count(comparison, ref _skipped, ComparisonResult.Skipped);
            }
            else if (other.SequenceEqual(comparison.Answered))
            {
                Count(comparison, ref _same, ComparisonResult.Same);
            }
            else
            {
                await CompareAgainAsync(comparison, either.Token);
            }
        }
        catch (Exception exception) when (
            exception is NpgsqlException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            Count(comparison, ref _skipped, ComparisonResult.Skipped);
            Log.ComparisonFailed(logger, exception.Message);
        }
    }

    // A row that was written between the two reads is not a difference, so both engines are asked again after the index has it.
    private async Task CompareAgainAsync(Comparison comparison, CancellationToken cancellationToken)
    {
        var log = await index.ReadLogAsync(cancellationToken);
        await index.WaitAsync(log, IndexTimeout, cancellationToken);
        var (found, read) = (await comparison.Search(cancellationToken), await comparison.Read(cancellationToken));
        if (found is null || index.IsUnverified)
        {
            Count(comparison, ref _skipped, ComparisonResult.Skipped);
        }
        else if (found.SequenceEqual(read))
        {
            Count(comparison, ref _same, ComparisonResult.Same);
        }
        else
        {
            Count(comparison, ref _different, ComparisonResult.Different);
            Log.EnginesDiffer(logger, comparison.Entity, comparison.Operation, QueryShape.Of(comparison.Query));
            await differences.AddAsync(comparison, found, read, index.Progress, cancellationToken);
        }
    }

    private static void Count(Comparison comparison, ref long counter, ComparisonResult result)
    {
        Interlocked.Increment(ref counter);
        ApiTelemetry.RecordComparison(comparison.Subject, result);
    }
}

/// <summary>The results of comparisons.</summary>
/// <param name="Same">The number of equal answers.</param>
/// <param name="Different">The number of different answers.</param>
/// <param name="Skipped">The number of skipped comparisons.</param>
internal sealed record ShadowCounts(long Same, long Different, long Skipped);
