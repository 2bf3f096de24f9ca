using Microsoft.Extensions.Logging;
using Npgsql;

namespace Vql.SyncWorker.Run;

/// <summary>
/// Lets one worker of all be the active one: who holds a lock of the database. It ends with its connection,
/// so a standby takes over soon after the active one died.
/// </summary>
internal sealed class Leader(NpgsqlDataSource source, TimeProvider time, ILogger<Leader> logger)
{
    // Any number, as long as it is this one.
    private const long Lock = 0x56514C01;
    private const int CheckSeconds = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Waits until this worker is the active one, works, and stops the work when it is not any more.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached, or the lock was lost.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> work, Action<string> waiting, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var told = false;
        while (!await TryAcquireAsync(connection, cancellationToken))
        {
            if (!told)
            {
                waiting("another worker is active; this one takes over when it ends");
                Log.Standby(logger);
                told = true;
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
        await using var command = new NpgsqlCommand($"select pg_try_advisory_lock({Lock})", connection) { CommandTimeout = CheckSeconds };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    // The server frees the lock of a connection that it takes for dead; this side has to notice as well.
    private async Task HoldAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select 1", connection) { CommandTimeout = CheckSeconds };
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await command.ExecuteScalarAsync(cancellationToken);
        }
    }

    // The connection goes back to the pool, and the lock must not go with it.
    private static async Task ReleaseAsync(NpgsqlConnection connection)
    {
        try
        {
            await using var command = new NpgsqlCommand($"select pg_advisory_unlock({Lock})", connection) { CommandTimeout = CheckSeconds };
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
        {
            // The connection is gone, and the lock with it.
        }
    }
}
