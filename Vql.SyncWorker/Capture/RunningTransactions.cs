using Npgsql;

namespace Vql.SyncWorker.Capture;

/// <summary>
/// Waits for transactions that wrote before a change of the slot or the publication took effect. The stream lacks these
/// writes, and other sessions cannot read them before the commit.
/// </summary>
internal sealed class RunningTransactions(NpgsqlDataSource source, TimeProvider time)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until all transactions that are running now have ended.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await using var next = source.CreateCommand("select pg_snapshot_xmax(pg_current_snapshot())::text");
        var first = (string)(await next.ExecuteScalarAsync(cancellationToken))!;
        await using var ended = source.CreateCommand("select pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8");
        ended.Parameters.Add(new NpgsqlParameter<string> { TypedValue = first });
        while (await ended.ExecuteScalarAsync(cancellationToken) is not true)
        {
            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }
}
