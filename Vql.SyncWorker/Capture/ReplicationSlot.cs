using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Vql.Storage.Postgres;

namespace Vql.SyncWorker.Capture;

/// <summary>
/// The replication slot. It is created if it is missing. It is dropped if it retains too much WAL or is older than the
/// publication.
/// </summary>
internal sealed class ReplicationSlot(
    NpgsqlDataSource source, Publication publication, RunningTransactions running, SyncState syncState, CaptureOptions options,
    ILogger<ReplicationSlot> logger)
{
    private const int FailoverSlotVersion = 170000;

    /// <summary>Creates the publication and the slot if they are missing.</summary>
    /// <returns>Whether the slot is new. A new slot lacks all earlier changes.</returns>
    /// <exception cref="CaptureException">The server is not configured for change capture.</exception>
    public async Task<bool> EnsureAsync(CancellationToken cancellationToken)
    {
        if (await Prerequisites.CheckAsync(source, cancellationToken) is { Count: > 0 } faults)
        {
            throw new CaptureException(faults);
        }

        var (change, reason) = await publication.EnsureAsync(cancellationToken);
        if (reason is not null)
        {
            Log.PublicationChanged(logger, options.Publication, reason);
        }

        var isNew = await EnsureAsync(change, cancellationToken);
        await publication.SaveFingerprintAsync(cancellationToken);
        return isNew;
    }

    /// <summary>Reads the state of the slot.</summary>
    /// <returns>The state; null if the slot does not exist.</returns>
    /// <exception cref="CaptureException">The slot belongs to another database, or uses another plugin.</exception>
    public async Task<SlotHealth?> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select coalesce(wal_status, 'lost') = 'lost',
                coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint,
                active_pid,
                coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn), 0)::bigint,
                coalesce(database, '') = current_database() and coalesce(plugin, '') = 'pgoutput',
                coalesce(database::text, 'no database')
            from pg_replication_slots where slot_name = $1
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = options.Slot });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        return reader.GetBoolean(4)
            ? new SlotHealth(reader.GetBoolean(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetInt32(2), reader.GetInt64(3))
            : throw new CaptureException(
                [$"The replication slot {options.Slot} belongs to {reader.GetString(5)}. " +
                $"Set {CaptureOptions.SlotKey} to a name that is unique on the server"]);
    }

    /// <summary>Drops the slot, so that the server can remove the WAL that it retains.</summary>
    public async Task DropAsync(CancellationToken cancellationToken)
    {
        // A slot cannot be dropped while a connection streams from it.
        await RunAsync(
            "select pg_terminate_backend(active_pid, 5000) from pg_replication_slots where slot_name = $1 and active_pid is not null",
            cancellationToken, options.Slot);
        await RunAsync(
            "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1", cancellationToken, options.Slot);
    }

    /// <summary>Writes a mark into the WAL. The stream returns it after all changes that were committed before it.</summary>
    public Task MarkAsync(CancellationToken cancellationToken) =>
        RunAsync("select pg_logical_emit_message(true, $1, '')", cancellationToken, ChangeStream.MarkPrefix);

    private async Task<bool> EnsureAsync(PublicationChange change, CancellationToken cancellationToken)
    {
        var health = await ReadAsync(cancellationToken);
        if (health is { IsLost: true } || (health is not null && change == PublicationChange.Recreated))
        {
            await DropAsync(cancellationToken);
            health = null;
        }

        if (health is not null)
        {
            if (change == PublicationChange.Changed)
            {
                await running.WaitAsync(cancellationToken);
            }

            return false;
        }

        // The position is withdrawn before the slot is created, so that the next start detects an interruption. If a slot
        // was lost, WAL positions may have gone backwards as well. A new epoch costs nothing.
        await syncState.BeginEpochAsync(cancellationToken);
        await syncState.WithdrawIndexedAsync(cancellationToken);
        await CreateAsync(cancellationToken);
        if (options.FormerSlot is { } former)
        {
            await RunAsync(
                "select pg_drop_replication_slot(slot_name) from pg_replication_slots " +
                "where slot_name = $1 and database = current_database() and not active",
                cancellationToken, former);
        }

        return true;
    }

    // A failover slot is kept if a standby is promoted.
    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        var version = await ServerVersionAsync(cancellationToken);
        await RunAsync(
            $"select pg_create_logical_replication_slot($1, 'pgoutput'{(version >= FailoverSlotVersion ? ", failover => true" : "")})",
            cancellationToken, options.Slot);

        // Earlier changes are not streamed. Their transactions must end before the rows are read.
        await running.WaitAsync(cancellationToken);
    }

    private async Task<int> ServerVersionAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select current_setting('server_version_num')::int");
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task RunAsync(string sql, CancellationToken cancellationToken, string? parameter = null)
    {
        await using var command = source.CreateCommand(sql);
        // The creation of a slot waits for all running transactions, without a limit.
        command.CommandTimeout = 0;
        if (parameter is not null)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = parameter });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>The state of the replication slot.</summary>
/// <param name="IsLost">Whether the server has removed WAL that the slot requires.</param>
/// <param name="Bytes">The amount of WAL that the slot retains, in bytes.</param>
/// <param name="ActivePid">The server process that streams from the slot; null if there is none.</param>
/// <param name="UnconfirmedBytes">The amount of WAL since the last confirmed position, in bytes.</param>
internal sealed record SlotHealth(bool IsLost, long Bytes, int? ActivePid, long UnconfirmedBytes);
