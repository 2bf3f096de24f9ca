using Npgsql;

namespace Vql.SyncWorker.Sync;

/// <summary>Accesses the table <c>sync_state</c>.</summary>
internal static class SyncState
{
    /// <summary>Stores the start time of a sync.</summary>
    public static async Task BeginAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("update sync_state set synced_at = now()");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
