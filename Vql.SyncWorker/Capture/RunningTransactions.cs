using Npgsql;

namespace Vql.SyncWorker.Capture;

/// <summary>
/// Waits for transactions that wrote before a change of the slot or the publication took effect. The log does not have
/// what they wrote until then, and nobody sees it before they commit.
/// </summary>
internal sealed class RunningTransactions(NpgsqlDataSource source, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until every transaction that runs now has ended.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await using var next = source.CreateCommand("select pg_snapshot_xmax(pg_current_snapshot())::text");
        var first = (string)(await next.ExecuteScalarAsync(cancellationToken))!;
        await using var ended = source.CreateCommand("select pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8");
        ended.Parameters.Add(new NpgsqlParameter<string> { TypedValue = first });
        while (await ended.ExecuteScalarAsync(cancellationToken) is not true)
        {
            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
