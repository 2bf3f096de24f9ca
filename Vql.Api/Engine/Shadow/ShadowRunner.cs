using System.Threading.Channels;
using Npgsql;
using Vql.Api.Configuration;
using Vql.Api.Engine.Freshness;
using Vql.Api.Engine.Outcomes;
using Vql.Api.Engine.Postgres;
using Vql.Api.Telemetry;
using Vql.ServiceDefaults.Telemetry;

namespace Vql.Api.Engine.Shadow;

/// <summary>
/// Asks a sampled share of the questions of the other engine as well, behind the answer, and keeps where the two
/// differ. One at a time, and never in the way: what does not fit into the queue or the database is skipped.
/// </summary>
internal sealed class ShadowRunner(
    EngineOptions options, FallbackConcurrencyLimiter gate, IndexPosition index, DifferenceStore differences, TimeProvider time, ILogger<ShadowRunner> logger)
    : BackgroundService
{
    private const int QueueLength = 64;

    private static readonly TimeSpan IndexPatience = TimeSpan.FromSeconds(3);

    private readonly Channel<Comparison> _waiting = Channel.CreateBounded<Comparison>(QueueLength);
    private long _same;
    private long _different;
    private long _skipped;

    /// <summary>What the comparisons since start came to.</summary>
    public ShadowCounts Counts => new(Interlocked.Read(ref _same), Interlocked.Read(ref _different), Interlocked.Read(ref _skipped));

    /// <summary>Returns whether an answer is to be compared: it is in the sample, and the other engine can answer as well.</summary>
    /// <param name="reason">Why the search did not answer; null when it did.</param>
    public bool Samples(string? reason) =>
        options.ShadowPercent > 0 && Random.Shared.NextDouble() * 100 < options.ShadowPercent
        && reason is null or FallbackReason.Rollout or FallbackReason.Fresh or FallbackReason.IndexBehind or FallbackReason.Hedged;

    /// <summary>Queues a comparison, or skips it when the queue is full.</summary>
    public void Enqueue(Comparison comparison)
    {
        if (!_waiting.Writer.TryWrite(comparison))
        {
            Count(comparison, ref _skipped, ComparisonResult.Skipped);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var comparison in _waiting.Reader.ReadAllAsync(stoppingToken))
            {
                await CompareAsync(comparison, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What waits is not compared any more.
        }
    }

    private async Task CompareAsync(Comparison comparison, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.PostgresTimeout + IndexPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var lease = gate.TryEnter();
            var other = lease is null ? null
                : comparison.IsBySearch ? await comparison.Read(either.Token)
                : await comparison.Ask(either.Token);
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
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            Count(comparison, ref _skipped, ComparisonResult.Skipped);
            Log.ComparisonFailed(logger, exception.Message);
        }
    }

    // A row written between the two looks is no difference: both are asked once more when the index has it.
    private async Task CompareAgainAsync(Comparison comparison, CancellationToken cancellationToken)
    {
        var log = await index.ReadLogAsync(cancellationToken);
        await index.WaitAsync(log, IndexPatience, cancellationToken);
        var (found, read) = (await comparison.Ask(cancellationToken), await comparison.Read(cancellationToken));
        if (found is null || index.IsUnproven)
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
            await differences.KeepAsync(comparison, found, read, index.Progress, cancellationToken);
        }
    }

    private static void Count(Comparison comparison, ref long counter, ComparisonResult result)
    {
        Interlocked.Increment(ref counter);
        ApiTelemetry.RecordComparison(comparison.Subject, result);
    }
}

/// <summary>What comparisons came to.</summary>
/// <param name="Same">Both engines answered the same.</param>
/// <param name="Different">They did not.</param>
/// <param name="Skipped">There was no time or no answer to compare.</param>
internal sealed record ShadowCounts(long Same, long Different, long Skipped);
