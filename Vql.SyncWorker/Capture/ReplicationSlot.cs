using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Vql.SyncWorker.Capture;

/// <summary>The slot on the server: made when missing, given up when it holds too much or is older than the publication.</summary>
internal sealed class ReplicationSlot(
    NpgsqlDataSource source, Publication publication, RunningTransactions running, Epochs epochs, CaptureOptions options,
    ILogger<ReplicationSlot> logger)
{
    private const int FailoverSlots = 170000;

    /// <summary>Makes what is missing.</summary>
    /// <returns>Whether the slot is new, so that what was committed before is not in it.</returns>
    /// <exception cref="CaptureException">The server is not set up for it.</exception>
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
        await publication.RememberAsync(cancellationToken);
        return isNew;
    }

    /// <summary>What the server says of the slot.</summary>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="CaptureException">It is another database's, or no slot of this kind.</exception>
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
                [$"The replication slot {options.Slot} is not this database's but that of {reader.GetString(5)}: " +
                $"set {CaptureOptions.SlotKey} to a name that no other slot of the server has"]);
    }

    /// <summary>Gives the slot up; the log it held back can go.</summary>
    public async Task DropAsync(CancellationToken cancellationToken)
    {
        // Whoever still streams from it has to go first.
        await RunAsync("select pg_terminate_backend(active_pid, 5000) from pg_replication_slots where slot_name = $1 and active_pid is not null", cancellationToken, options.Slot);
        await RunAsync("select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1", cancellationToken, options.Slot);
    }

    /// <summary>Writes a mark into the log that comes back by the stream, after everything committed before it.</summary>
    public Task MarkAsync(CancellationToken cancellationToken) =>
        RunAsync("select pg_logical_emit_message(true, $1, '')", cancellationToken, ChangeStream.MarkPrefix);

    /// <summary>Which index holds what is known by the log's position.</summary>
    public async Task<NpgsqlLogSequenceNumber?> ReadIndexedAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select indexed_lsn from sync_state");
        return await command.ExecuteScalarAsync(cancellationToken) is NpgsqlLogSequenceNumber lsn ? lsn : null;
    }

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

        // What is indexed is not known any more until everything was compared; should that be cut short, the next start sees it.
        // Where a slot is lost, the log may have gone back with it; a new epoch costs nothing.
        await RunAsync("update sync_state set epoch = case when server_id is null then epoch else epoch + 1 end", cancellationToken);
        await epochs.ForgetIndexedAsync(cancellationToken);
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

    // A failover slot lives on when a standby takes over.
    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        var version = await ServerVersionAsync(cancellationToken);
        await RunAsync(
            $"select pg_create_logical_replication_slot($1, 'pgoutput'{(version >= FailoverSlots ? ", failover => true" : "")})",
            cancellationToken, options.Slot);

        // What was logged before the slot begins is not streamed, and may not be visible yet to who reads the rows next.
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
        // A slot waits for every transaction that runs, as long as that takes.
        command.CommandTimeout = 0;
        if (parameter is not null)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = parameter });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>A slot on the server.</summary>
/// <param name="IsLost">Whether the server has removed log that it needs.</param>
/// <param name="Bytes">How much log it holds back.</param>
/// <param name="ActivePid">The server process that streams from it; null when nobody does.</param>
/// <param name="UnconfirmedBytes">The amount of WAL written since the position that was confirmed last.</param>
internal sealed record SlotHealth(bool IsLost, long Bytes, int? ActivePid, long UnconfirmedBytes);
