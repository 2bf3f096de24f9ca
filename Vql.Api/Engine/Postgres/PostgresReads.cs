using System.Threading.RateLimiting;
using Npgsql;
using Vql.Api.Configuration;
using Vql.Api.Telemetry;
using Vql.ServiceDefaults.Telemetry;

namespace Vql.Api.Engine.Postgres;

/// <summary>Asks PostgreSQL: so many at a time, each for so long.</summary>
internal sealed class PostgresReads(FallbackConcurrencyLimiter gate, EngineOptions options, TimeProvider time, ILogger<PostgresReads> logger)
{
    /// <summary>Asks when there is room.</summary>
    /// <param name="entity">What is asked about, as metrics name it.</param>
    /// <param name="operation">What kind of question, likewise.</param>
    /// <param name="read">Asks.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The answer; null when there was no room, no time, or no database.</returns>
    public async Task<T?> ReadAsync<T>(string entity, string operation, Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        var started = time.GetTimestamp();
        var lease = await gate.EnterAsync(cancellationToken);
        var outcome = lease is null ? RequestOutcome.Shed : RequestOutcome.Failed;
        var answer = await ReadAsync(entity, operation, read, lease, cancellationToken);
        ApiTelemetry.RecordRequest(
            new Subject(operation, entity), TelemetrySource.Postgres, answer is null ? outcome : RequestOutcome.Ok,
            time.GetElapsedTime(started));
        return answer;
    }

    /// <summary>Asks for one who was let in, or was not.</summary>
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
            // Npgsql does not return in time from a command on a silent connection, even when its token is cancelled.
            var rows = await reading.WaitAsync(either.Token);
            ApiTelemetry.RecordAttempt(subject, TelemetrySource.Postgres, ApiTelemetry.Ok, time.GetElapsedTime(started));
            return rows;
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            ApiTelemetry.RecordAttempt(subject, TelemetrySource.Postgres, ApiTelemetry.Failed, time.GetElapsedTime(started));
            Log.PostgresFailed(logger, entity, operation, exception);
            return null;
        }
        finally
        {
            _ = LeaveAsync(reading, lease);
        }
    }

    private static async Task<T> StartAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        await read(cancellationToken);

    // A read that nobody waits for any more occupies a connection until it ends.
    private static async Task LeaveAsync(Task reading, RateLimitLease lease)
    {
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lease.Dispose();
    }
}
