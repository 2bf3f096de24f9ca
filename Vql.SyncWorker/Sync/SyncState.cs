using Npgsql;

namespace Vql.SyncWorker.Sync;

/// <summary>What the database keeps of syncs.</summary>
internal static class SyncState
{
    /// <summary>
    /// Notes that a sync begins. That also moves the log on: an idle database's stands still, and a document
    /// that was tampered with at this very position could not be replaced.
    /// </summary>
    public static async Task AdvanceLogAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("update sync_state set synced_at = now()");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
