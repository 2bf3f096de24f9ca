using Npgsql;
using Vql.SyncWorker.Retries;

namespace Vql.SyncWorker.Commands;

/// <summary>Reads the state every two seconds. While PostgreSQL is unavailable, reading is retried with a back-off.</summary>
/// <param name="read">Reads the state.</param>
/// <param name="show">Shows the last state, and why it is not current; null if it is.</param>
/// <param name="time">The clock.</param>
internal sealed class WatchLoop(Func<CancellationToken, Task<Watched>> read, Action<Watched, string?> show, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    /// <summary>Reads until the operation is canceled.</summary>
    /// <param name="first">The state at the start.</param>
    /// <param name="cancellationToken">Ends the loop.</param>
    /// <returns>The last state, and whether it is current.</returns>
    public async Task<(Watched Last, bool IsCurrent)> RunAsync(Watched first, CancellationToken cancellationToken)
    {
        var last = first;
        DateTimeOffset? failingSince = null;
        var backOff = new BackOff(Interval, MaxDelay, time);
        try
        {
            await Task.Delay(Interval, time, cancellationToken);
            while (true)
            {
                try
                {
                    last = await read(cancellationToken);
                    failingSince = null;
                    backOff.Reset();
                    show(last, null);
                    await Task.Delay(Interval, time, cancellationToken);
                }
                catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
                {
                    failingSince ??= time.GetUtcNow();
                    show(
                        last,
                        $"PostgreSQL is unavailable since {failingSince:HH:mm:ss} UTC; retrying in {backOff.Delay.TotalSeconds:0} s: "
                        + exception.Message);
                    await backOff.WaitAsync(cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return (last, failingSince is null);
        }
    }
}
