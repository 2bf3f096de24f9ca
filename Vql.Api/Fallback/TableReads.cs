using System.Threading.RateLimiting;
using Npgsql;
using Vql.ServiceDefaults;

namespace Vql.Api.Fallback;

/// <summary>Asks PostgreSQL: so many at a time, each for so long.</summary>
internal sealed class TableReads(TablesGate gate, SwitchOptions options, TimeProvider time, ILogger<TableReads> logger)
{
    /// <summary>Asks when there is room.</summary>
    /// <param name="entity">What is asked about, as metrics name it.</param>
    /// <param name="operation">What kind of question, likewise.</param>
    /// <param name="read">Asks.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The answer; null when there was no room, no time, or no database.</returns>
    public async Task<T?> ReadAsync<T>(string entity, string operation, Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        where T : class => await ReadAsync(entity, operation, read, await gate.EnterAsync(cancellationToken), cancellationToken);

    /// <summary>Asks for one who was let in, or was not.</summary>
    /// <inheritdoc cref="ReadAsync{T}(string, string, Func{CancellationToken, Task{T}}, CancellationToken)"/>
    public async Task<T?> ReadAsync<T>(
        string entity, string operation, Func<CancellationToken, Task<T>> read, RateLimitLease? lease, CancellationToken cancellationToken)
        where T : class
    {
        if (lease is null)
        {
            VqlTelemetry.RecordQuery(entity, operation, "postgres", "shed", TimeSpan.Zero);
            return null;
        }

        using (lease)
        {
            var started = time.GetTimestamp();
            using var deadline = new CancellationTokenSource(options.TablesTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
            try
            {
                var rows = await read(either.Token);
                VqlTelemetry.RecordQuery(entity, operation, "postgres", "ok", time.GetElapsedTime(started));
                return rows;
            }
            catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                VqlTelemetry.RecordQuery(entity, operation, "postgres", "failed", time.GetElapsedTime(started));
                Log.TablesFailed(logger, entity, operation, exception);
                return null;
            }
        }
    }
}
