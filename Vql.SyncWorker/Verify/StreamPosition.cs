using Npgsql;

namespace Vql.SyncWorker.Verify;

/// <summary>How far the stream of changes is, as it tells in sync_state.</summary>
internal sealed class StreamPosition(NpgsqlDataSource source, TimeProvider time)
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Waits until everything that is committed now is in the index. Where no stream runs, only until a write
    /// that is brought to both stores by its author had time to arrive.
    /// </summary>
    /// <returns>Whether that came about.</returns>
    public async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var target = await ReadLogAsync(cancellationToken);
        while (time.GetElapsedTime(started) < Limit)
        {
            switch (await HasReachedAsync(target, cancellationToken))
            {
                case true:
                    return true;
                case null:
                    await Task.Delay(Grace, time, cancellationToken);
                    return true;
                default:
                    await Task.Delay(Look, time, cancellationToken);
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

    // Null where there is no stream: it tells at least every few seconds.
    private async Task<bool?> HasReachedAsync(string target, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "select case when indexed_at > now() - interval '30 seconds' then indexed_lsn >= $1::pg_lsn end from sync_state");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = target });
        return await command.ExecuteScalarAsync(cancellationToken) as bool?;
    }
}
