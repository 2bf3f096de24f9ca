using Npgsql;
using Vql.Storage.Postgres;

namespace Vql.SyncWorker.Sync;

/// <summary>
/// Withdraws the position before an index becomes incomplete. Searches cannot detect an empty or incomplete index, so PostgreSQL
/// must serve them from then on.
/// </summary>
internal sealed class PositionWithdrawal(SyncState syncState, TimeProvider time)
{
    // The APIs receive the withdrawal within this time.
    private static readonly TimeSpan NotificationDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>Withdraws the position. Completes when searches no longer use the index.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task WithdrawAsync(CancellationToken cancellationToken)
    {
        var isKnown = await syncState.IsPublishedAsync(cancellationToken);
        await syncState.WithdrawIndexedAsync(cancellationToken);
        if (isKnown)
        {
            await Task.Delay(NotificationDelay, time, cancellationToken);
        }
    }
}
