using System.Diagnostics;
using System.Threading.RateLimiting;
using Vql.Api.Engine.Freshness;
using Vql.Api.Engine.Hedging;
using Vql.Api.Engine.Outcomes;
using Vql.Api.Engine.Postgres;
using Vql.Api.Engine.Shadow;
using Vql.Api.Monitoring;
using Vql.Api.Telemetry;
using Vql.ServiceDefaults.Telemetry;

namespace Vql.Api.Engine;

/// <summary>Executes search calls: chooses the engine, hedges slow searches, falls back to PostgreSQL, and records telemetry.</summary>
internal sealed class SearchExecutor(
    SearchContext context, Routing routing, HedgingPolicy hedging, FallbackConcurrencyLimiter limiter, PostgresReads reads,
    IndexPosition index, ShadowRunner shadow, CallRecorder recorder, TimeProvider time, ILogger<SearchExecutor> logger)
{
    /// <summary>Returns the answer of the search or of PostgreSQL.</summary>
    public async Task<SearchAnswer<T>> ExecuteAsync<T>(SearchCall<T> call, CancellationToken cancellationToken)
        where T : class
    {
        var started = time.GetTimestamp();
        var asOf = index.Progress?.At;
        var outcome = await routing.FindReasonAsync(context, cancellationToken) is { } reason
            ? new SearchOutcome<T>.NotAnswered(reason)
            : await RaceAsync(call, cancellationToken);
        ApiTelemetry.DescribeServerSpan(outcome.Fallback);
        var (value, requestOutcome) = outcome switch
        {
            SearchOutcome<T>.Answered(var answer) => (answer, RequestOutcome.Ok),
            SearchOutcome<T>.AnsweredByPostgres(var answer, var why, var cause) =>
                (UseHedge(call, answer, why, cause), RequestOutcome.Fallback),
            SearchOutcome<T>.NotAnswered(var why, var cause) => await FallBackAsync(call, why, cause, cancellationToken),
            _ => throw new UnreachableException(),
        };
        if (value is not null && shadow.Samples(outcome.Fallback))
        {
            shadow.Enqueue(call.ToComparison(value, outcome.Fallback is null));
        }

        var elapsed = time.GetElapsedTime(started);
        long? size = value is null ? null : call.SizeOf(value);
        ApiTelemetry.RecordRequest(
            call.Subject, outcome.Fallback is null ? TelemetrySource.Vql : TelemetrySource.Postgres, requestOutcome, elapsed, size);
        recorder.Record(context.Caller, call.Subject, call.Query, outcome.Fallback, elapsed, size);
        var provenance = new Provenance(outcome.Fallback, asOf, time.GetElapsedTime(started));
        context.SetProvenance(provenance);
        return new SearchAnswer<T>(value, provenance);
    }

    private static T UseHedge<T>(SearchCall<T> call, T value, FallbackReason reason, Exception? cause)
        where T : class
    {
        using var span = StartFallback(call, reason, cause);
        return value;
    }

    // The span is an error only if PostgreSQL does not answer either.
    private async Task<(T? Value, RequestOutcome Outcome)> FallBackAsync<T>(
        SearchCall<T> call, FallbackReason reason, Exception? cause, CancellationToken cancellationToken)
        where T : class
    {
        using var span = StartFallback(call, reason, cause);
        var lease = await limiter.AcquireAsync(cancellationToken);
        var failure = lease is null ? RequestOutcome.Shed : RequestOutcome.Failed;
        if (await ReadAsync(call, lease, cancellationToken) is { } value)
        {
            return (value, RequestOutcome.Fallback);
        }

        span?.SetStatus(ActivityStatusCode.Error);
        return (null, failure);
    }

    private static Activity? StartFallback<T>(SearchCall<T> call, FallbackReason reason, Exception? cause)
        where T : class
    {
        ApiTelemetry.RecordFallback(call.Subject, reason);
        return ApiTelemetry.StartFallback(call.Subject, reason, cause);
    }

    // The first engine that answers wins.
    private async Task<SearchOutcome<T>> RaceAsync<T>(SearchCall<T> call, CancellationToken cancellationToken)
        where T : class
    {
        hedging.RefillBudget();
        var searching = SearchAsync(call, cancellationToken);
        if (await CompletesWithinAsync(searching, hedging.DelayFor(call.Operation), cancellationToken)
            || !hedging.TryConsumeBudget() || limiter.TryAcquire() is not { } lease)
        {
            return await searching;
        }

        // The search is not canceled when it loses, because the circuit breaker needs its result.
        using var needed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadHedgedAsync(call, lease, needed.Token);
        if (await Task.WhenAny(searching, reading) == reading && await reading is { } rows)
        {
            ApiTelemetry.RecordHedge(call.Subject, TelemetrySource.Postgres);
            return searching.IsCompletedSuccessfully && await searching is SearchOutcome<T>.Answered answered
                ? answered
                : new SearchOutcome<T>.AnsweredByPostgres(rows, FallbackReason.Hedged);
        }

        ApiTelemetry.RecordHedge(call.Subject, TelemetrySource.Vql);
        var outcome = await searching;
        if (outcome is not SearchOutcome<T>.NotAnswered(var reason, var cause))
        {
            await needed.CancelAsync();
            return outcome;
        }

        return await reading is { } read ? new SearchOutcome<T>.AnsweredByPostgres(read, reason, cause) : outcome;
    }

    private async Task<bool> CompletesWithinAsync(Task task, TimeSpan delay, CancellationToken cancellationToken)
    {
        using var completed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await Task.WhenAny(task, Task.Delay(delay, time, completed.Token));
        await completed.CancelAsync();
        return first == task;
    }

    private async Task<SearchOutcome<T>> SearchAsync<T>(SearchCall<T> call, CancellationToken cancellationToken)
        where T : class
    {
        var started = time.GetTimestamp();
        var outcome = await call.Search(cancellationToken);
        var elapsed = time.GetElapsedTime(started);
        ApiTelemetry.RecordAttempt(call.Subject, TelemetrySource.Vql, outcome.Fallback?.ToName() ?? ApiTelemetry.Ok, elapsed);
        if (outcome.Fallback is { } reason)
        {
            // A line for each request while the circuit breaker is open would add load to the outage. An unsupported
            // query is no failure.
            if (reason is not (FallbackReason.CircuitOpen or FallbackReason.Unsupported))
            {
                Log.FallingBack(logger, call.EntityName, call.Operation, reason.ToName());
            }

            return outcome;
        }

        hedging.RecordLatency(call.Operation, elapsed);
        return routing.ReasonAfterAnswer is { } behind ? new SearchOutcome<T>.NotAnswered(behind) : outcome;
    }

    private async Task<T?> ReadHedgedAsync<T>(SearchCall<T> call, RateLimitLease lease, CancellationToken cancellationToken)
        where T : class
    {
        using var span = ApiTelemetry.StartHedge(call.Subject);
        return await ReadAsync(call, lease, cancellationToken);
    }

    private Task<T?> ReadAsync<T>(SearchCall<T> call, RateLimitLease? lease, CancellationToken cancellationToken)
        where T : class => reads.ReadAsync(call.EntityName, call.Operation, call.Read, lease, cancellationToken);
}
