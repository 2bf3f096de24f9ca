using Npgsql;

namespace Vql.SyncWorker.Sync;

/// <summary>What the database keeps of syncs.</summary>
internal static class SyncState
{
    /// <summary>Notes that a sync begins.</summary>
    public static async Task BeginAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("update sync_state set synced_at = now()");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
