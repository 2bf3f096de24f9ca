using Npgsql;
using NpgsqlTypes;
using Vql.Core.Fields;

namespace Vql.SyncWorker.Capture;

/// <summary>The publication and the slot on the server: made when missing, given up when the slot holds too much.</summary>
internal sealed class ReplicationSlot(NpgsqlDataSource source, CaptureOptions options, TimeProvider time)
{
    private const int ColumnLists = 150000;
    private const int FailoverSlots = 170000;

    private static readonly TimeSpan VisibilityPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Makes what is missing.</summary>
    /// <returns>Whether the slot is new, so that what was committed before is not in it.</returns>
    /// <exception cref="CaptureException">The server is not set up for it.</exception>
    public async Task<bool> EnsureAsync(CancellationToken cancellationToken)
    {
        if (await Prerequisites.CheckAsync(source, cancellationToken) is { Count: > 0 } faults)
        {
            throw new CaptureException(faults);
        }

        var version = await ServerVersionAsync(cancellationToken);
        await EnsurePublicationAsync(version, cancellationToken);
        var health = await ReadAsync(cancellationToken);
        if (health is { IsLost: true })
        {
            await DropAsync(cancellationToken);
            health = null;
        }

        if (health is not null)
        {
            return false;
        }

        // What is indexed is not known any more until everything was compared; should that be cut short, the next start sees it.
        // Where a slot is lost, the log may have gone back with it; a new epoch costs nothing.
        await RunAsync(
            "update sync_state set indexed_lsn = null, indexed_at = null, epoch = case when server_id is null then epoch else epoch + 1 end", cancellationToken);
        await CreateAsync(version, cancellationToken);
        return true;
    }

    /// <summary>What the server says of the slot.</summary>
    /// <returns>Null when there is none.</returns>
    public async Task<SlotHealth?> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select coalesce(wal_status, 'lost') = 'lost',
                coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint,
                active_pid,
                coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn), 0)::bigint
            from pg_replication_slots where slot_name = $1
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = options.Slot });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new SlotHealth(reader.GetBoolean(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetInt32(2), reader.GetInt64(3))
            : null;
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

    private async Task EnsurePublicationAsync(int version, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select pubinsert and pubupdate and pubdelete and pubtruncate
                and (puballtables or 2 = (select count(*) from pg_publication_tables t where t.pubname = p.pubname and t.tablename in ('contacts', 'companies')))
            from pg_publication p where pubname = $1
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = options.Publication });
        var complete = await command.ExecuteScalarAsync(cancellationToken);
        if (complete is true)
        {
            return;
        }

        if (complete is false)
        {
            throw new CaptureException(
                [$"the publication {options.Publication} does not cover all changes of contacts and companies: run \"drop publication {options.Publication}\", and it is made anew"]);
        }

        // Only keys are taken from the log, so only keys are sent, where the server can do that. A full identity excludes it.
        var columns = version >= ColumnLists && !await HasFullIdentityAsync(cancellationToken) ? " (uuid)" : "";
        await RunAsync(
            $"create publication {Quoted(options.Publication)} for table {FieldCatalogue.Contacts.Table}{columns}, {FieldCatalogue.Companies.Table}{columns} " +
            "with (publish = 'insert, update, delete, truncate')", cancellationToken);
    }

    private async Task<bool> HasFullIdentityAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "select bool_or(relreplident = 'f') from pg_class where oid in ('contacts'::regclass, 'companies'::regclass)");
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    // A failover slot lives on when a standby takes over.
    private async Task CreateAsync(int version, CancellationToken cancellationToken)
    {
        await RunAsync(
            $"select pg_create_logical_replication_slot($1, 'pgoutput'{(version >= FailoverSlots ? ", failover => true" : "")})",
            cancellationToken, options.Slot);

        // What was logged before the slot begins is not streamed, and may not be visible yet to who reads the rows next.
        await using var next = source.CreateCommand("select pg_snapshot_xmax(pg_current_snapshot())::text");
        var first = (string)(await next.ExecuteScalarAsync(cancellationToken))!;
        await using var ended = source.CreateCommand("select pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8");
        ended.Parameters.Add(new NpgsqlParameter<string> { TypedValue = first });
        while (await ended.ExecuteScalarAsync(cancellationToken) is not true)
        {
            await Task.Delay(VisibilityPause, time, cancellationToken);
        }
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

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

/// <summary>A slot on the server.</summary>
/// <param name="IsLost">Whether the server has removed log that it needs.</param>
/// <param name="Bytes">How much log it holds back.</param>
/// <param name="ActivePid">The server process that streams from it; null when nobody does.</param>
/// <param name="UnconfirmedBytes">The amount of WAL written since the position that was confirmed last.</param>
internal sealed record SlotHealth(bool IsLost, long Bytes, int? ActivePid, long UnconfirmedBytes);
