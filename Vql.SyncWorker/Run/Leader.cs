using Microsoft.Extensions.Logging;
using Npgsql;

namespace Vql.SyncWorker.Run;

/// <summary>
/// Elects the active worker by an advisory lock of the database. The lock ends with its connection, so a standby takes over
/// soon after the active worker has exited.
/// </summary>
internal sealed class Leader(NpgsqlDataSource source, TimeProvider time, ILogger<Leader> logger)
{
    // An arbitrary number that all versions must share.
    private const long Lock = 0x56514C01;
    private const int TimeoutSeconds = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Waits until this worker is active and runs an operation. Cancels the operation if the lock is lost.</summary>
    /// <param name="work">The operation.</param>
    /// <param name="waiting">Receives the reason if another worker is active.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="NpgsqlException">The database is unreachable, or the lock was lost.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> work, Action<string> waiting, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var isReported = false;
        while (!await TryAcquireAsync(connection, cancellationToken))
        {
            if (!isReported)
            {
                waiting("Another worker is active; this worker is a standby");
                Log.Standby(logger);
                isReported = true;
            }

            await Task.Delay(Interval, time, cancellationToken);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var working = work(stop.Token);
        var holding = HoldAsync(connection, stop.Token);
        try
        {
            await await Task.WhenAny(working, holding);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(working, holding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ReleaseAsync(connection);
        }
    }

    private static async Task<bool> TryAcquireAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"select pg_try_advisory_lock({Lock})", connection) { CommandTimeout = TimeoutSeconds };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    // The server releases the lock when it considers the connection dead. This check detects it on the client side.
    private async Task HoldAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select 1", connection) { CommandTimeout = TimeoutSeconds };
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await command.ExecuteScalarAsync(cancellationToken);
        }
    }

    // The connection is returned to the pool, so the lock must be released explicitly.
    private static async Task ReleaseAsync(NpgsqlConnection connection)
    {
        try
        {
            await using var command = new NpgsqlCommand($"select pg_advisory_unlock({Lock})", connection);
            command.CommandTimeout = TimeoutSeconds;
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
        {
            // The lock ended with the connection.
        }
    }
}
