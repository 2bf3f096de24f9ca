using Npgsql;

namespace Vql.SyncWorker.Verify;

/// <summary>Reads the position of the change stream from <c>sync_state</c>.</summary>
internal sealed class StreamPosition(NpgsqlDataSource source, TimeProvider time)
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
            switch (await HasReachedAsync(target, cancellationToken))
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

    // Returns null if no stream is running. A running stream updates its position every few seconds.
    private async Task<bool?> HasReachedAsync(string target, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "select case when indexed_at > now() - interval '30 seconds' then indexed_lsn >= $1::pg_lsn end from sync_state");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = target });
        return await command.ExecuteScalarAsync(cancellationToken) as bool?;
    }
}
