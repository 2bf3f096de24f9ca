using System.Threading.RateLimiting;
using Npgsql;
using Vql.Api.Configuration;
using Vql.Api.Monitoring;
using Vql.Api.Telemetry;
using Vql.ServiceDefaults.Telemetry;

namespace Vql.Api.Engine.Postgres;

/// <summary>Reads from PostgreSQL with a concurrency limit and a timeout.</summary>
internal sealed class PostgresReads(
    FallbackConcurrencyLimiter limiter, EngineOptions options, CallRecorder recorder, TimeProvider time, ILogger<PostgresReads> logger)
{
    /// <summary>Reads when the concurrency limiter grants a permit.</summary>
    /// <param name="entity">The entity, as in metrics.</param>
    /// <param name="operation">The operation, as in metrics.</param>
    /// <param name="read">Reads the answer.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The answer; null when PostgreSQL was overloaded, timed out or was unavailable.</returns>
    public async Task<T?> ReadAsync<T>(
        string entity, string operation, Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        var started = time.GetTimestamp();
        var lease = await limiter.AcquireAsync(cancellationToken);
        var outcome = lease is null ? RequestOutcome.Shed : RequestOutcome.Failed;
        var answer = await ReadAsync(entity, operation, read, lease, cancellationToken);
        var (subject, elapsed) = (new Subject(operation, entity), time.GetElapsedTime(started));
        ApiTelemetry.RecordRequest(subject, TelemetrySource.Postgres, answer is null ? outcome : RequestOutcome.Ok, elapsed);
        recorder.Record(subject, answer is not null, elapsed);
        return answer;
    }

    /// <summary>Reads with a permit. Without one, nothing is read.</summary>
    /// <inheritdoc cref="ReadAsync{T}(string, string, Func{CancellationToken, Task{T}}, CancellationToken)"/>
    public async Task<T?> ReadAsync<T>(
        string entity, string operation, Func<CancellationToken, Task<T>> read, RateLimitLease? lease, CancellationToken cancellationToken)
        where T : class
    {
        var subject = new Subject(operation, entity);
        if (lease is null)
        {
            ApiTelemetry.RecordAttempt(subject, TelemetrySource.Postgres, ApiTelemetry.Shed, TimeSpan.Zero);
            return null;
        }

        var started = time.GetTimestamp();
        using var deadline = new CancellationTokenSource(options.PostgresTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var reading = StartAsync(read, either.Token);
        try
        {
            // Npgsql does not return from a command on an unresponsive connection in time, even if its token is canceled.
            var rows = await reading.WaitAsync(either.Token);
            ApiTelemetry.RecordAttempt(subject, TelemetrySource.Postgres, ApiTelemetry.Ok, time.GetElapsedTime(started));
            return rows;
        }
        catch (Exception exception) when (
            exception is NpgsqlException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            ApiTelemetry.RecordAttempt(subject, TelemetrySource.Postgres, ApiTelemetry.Failed, time.GetElapsedTime(started));
            Log.PostgresFailed(logger, entity, operation, exception);
            return null;
        }
        finally
        {
            _ = ReleaseAsync(reading, lease);
        }
    }

    private static async Task<T> StartAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        await read(cancellationToken);

    // An abandoned read occupies a connection until it ends.
    private static async Task ReleaseAsync(Task reading, RateLimitLease lease)
    {
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lease.Dispose();
    }
}
