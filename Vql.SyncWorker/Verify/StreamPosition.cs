using Npgsql;
using Vql.Storage.Postgres;

namespace Vql.SyncWorker.Verify;

/// <summary>Waits for the change stream.</summary>
internal sealed class StreamPosition(NpgsqlDataSource source, SyncState syncState, TimeProvider time)
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Waits until all current commits are indexed. Without a running stream, waits for a short time, so that writers that
    /// write to both stores can finish.
    /// </summary>
    /// <returns>Whether the position was reached before the timeout.</returns>
    public async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var target = await ReadLogAsync(cancellationToken);
        while (time.GetElapsedTime(started) < Timeout)
        {
            switch (await syncState.HasIndexedAsync(target, cancellationToken))
            {
                case true:
                    return true;
                case null:
                    await Task.Delay(Grace, time, cancellationToken);
                    return true;
                default:
                    await Task.Delay(PollInterval, time, cancellationToken);
                    break;
            }
        }

        return false;
    }

    private async Task<string> ReadLogAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select pg_current_wal_insert_lsn()::text");
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
