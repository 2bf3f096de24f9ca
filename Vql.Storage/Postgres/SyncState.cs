using Npgsql;
using NpgsqlTypes;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Storage.Sql;

namespace Vql.Storage.Postgres;

/// <summary>
/// Accesses the table <c>sync_state</c>: the position up to which the index contains all changes, the epoch of versions, and the
/// state of the worker.
/// </summary>
/// <param name="source">The database.</param>
public sealed class SyncState(NpgsqlDataSource source)
{
    /// <summary>The notification channel for the position of the index.</summary>
    public const string PositionChannel = "vql_position";

    /// <summary>
    /// The statement that reads the position of the index, its time, whether a worker has ever run, whether there are no changes
    /// since, and the current time. A standby does not count the changes that it replays.
    /// </summary>
    public static readonly string SelectPosition =
        $"""
        select {IndexedPosition.Lsn}, indexed_at, server_id is not null,
            case when not pg_is_in_recovery() then changes = vql_changes() end, now()
        from sync_state
        """;

    /// <summary>The expression of the current epoch.</summary>
    public const string Epoch = "(select epoch from sync_state)";

    /// <summary>
    /// The expression of a version that is higher than those of all earlier reads. It is the position of a new message in the log,
    /// rather than the end of the log. Two reads therefore never share a version, even if a commit becomes visible between them
    /// without advancing the log.
    /// </summary>
    internal const string NewVersion = "(epoch << 48) + (pg_logical_emit_message(false, 'vql.version', '') - '0/0'::pg_lsn)::bigint";

    /// <summary>Reads the WAL position up to which everything is indexed; null if it is unknown.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<NpgsqlLogSequenceNumber?> ReadIndexedAsync(CancellationToken cancellationToken) =>
        await ReadAsync($"select {IndexedPosition.Lsn} from sync_state", cancellationToken) is NpgsqlLogSequenceNumber lsn ? lsn : null;

    /// <summary>Returns whether a worker of any version published a position.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<bool> IsPublishedAsync(CancellationToken cancellationToken) =>
        await ReadAsync("select indexed_lsn is not null from sync_state", cancellationToken) is true;

    /// <summary>Returns whether everything up to a WAL position is indexed.</summary>
    /// <returns>Null if no stream is running. A running stream updates its position every few seconds.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<bool?> HasIndexedAsync(string lsn, CancellationToken cancellationToken) => await ReadAsync(
        "select case when indexed_at > now() - interval '30 seconds' then indexed_lsn >= $1::pg_lsn end from sync_state",
        cancellationToken,
        new NpgsqlParameter<string> { TypedValue = lsn }) as bool?;

    /// <summary>Publishes the position up to which everything is indexed.</summary>
    /// <param name="lsn">The position.</param>
    /// <param name="at">The time of the position. Null for now.</param>
    /// <param name="changes">The counted changes up to the position. Null if they are unknown.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task PublishIndexedAsync(NpgsqlLogSequenceNumber lsn, DateTime? at, string? changes, CancellationToken cancellationToken) =>
        ReadAsync(
            $"""
            with moved as (
                update sync_state set indexed_lsn = $1, indexed_at = coalesce($2, now()), changes = coalesce($3, changes),
                    document_fields = {IndexedPosition.FieldsAt("$1")}
                returning indexed_lsn)
            select pg_notify('{PositionChannel}', indexed_lsn::text) from moved
            """,
            cancellationToken,
            new NpgsqlParameter<NpgsqlLogSequenceNumber> { TypedValue = lsn, NpgsqlDbType = NpgsqlDbType.PgLsn },
            new NpgsqlParameter<DateTime?> { TypedValue = at, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            new NpgsqlParameter { Value = (object?)changes ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });

    /// <summary>Withdraws the position of the index until everything has been compared, and notifies the APIs.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task WithdrawIndexedAsync(CancellationToken cancellationToken) =>
        ReadAsync($"update sync_state set indexed_lsn = null, indexed_at = null; notify {PositionChannel}", cancellationToken);

    /// <summary>
    /// Compares the server with the one of the previous session. If they differ, a new epoch begins, and the position of the
    /// index is withdrawn.
    /// </summary>
    /// <returns>The reason for a new epoch; null if there is none.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<string?> CompareServerAsync(CancellationToken cancellationToken) =>
        // The name of a WAL file begins with the timeline.
        await ReadAsync(
            """
            with server as (
                select s.system_identifier::text as id, left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) as timeline,
                    pg_current_wal_insert_lsn() as lsn
                from pg_control_system() as s
            ), compared as (
                select server.*, case
                    when b.server_id <> server.id then 'the database is on another server'
                    when b.timeline <> server.timeline then 'the server was promoted or restored'
                    when b.indexed_lsn > server.lsn then 'the WAL ends before the indexed position'
                end as reason
                from server, sync_state as b
            )
            update sync_state as s
            set server_id = j.id, timeline = j.timeline,
                epoch = case when j.reason is null then s.epoch else s.epoch + 1 end,
                indexed_lsn = case when j.reason is null then s.indexed_lsn end,
                indexed_at = case when j.reason is null then s.indexed_at end
            from compared as j
            returning j.reason
            """,
            cancellationToken) as string;

    /// <summary>Begins the next epoch if a worker has ever run.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task BeginEpochAsync(CancellationToken cancellationToken) =>
        ReadAsync("update sync_state set epoch = case when server_id is null then epoch else epoch + 1 end", cancellationToken);

    /// <summary>Begins an epoch after another one.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task BeginEpochAfterAsync(long epoch, CancellationToken cancellationToken) => ReadAsync(
        "update sync_state set epoch = greatest(epoch, $1 + 1)", cancellationToken, new NpgsqlParameter<long> { TypedValue = epoch });

    /// <summary>Reads the stored fingerprint of the publication. Null if there is none.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<string?> ReadPublicationAsync(CancellationToken cancellationToken) =>
        await ReadAsync("select publication from sync_state", cancellationToken) as string;

    /// <summary>Stores the fingerprint of the publication.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task SavePublicationAsync(string fingerprint, CancellationToken cancellationToken) => ReadAsync(
        "update sync_state set publication = $1", cancellationToken, new NpgsqlParameter<string> { TypedValue = fingerprint });

    /// <summary>Reads the UUID of the index of an entity that the position belongs to. Null if it is unknown.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<string?> ReadIndexUuidAsync(EntityFields entity, CancellationToken cancellationToken) =>
        await ReadAsync($"select {entity.Table}_index from sync_state", cancellationToken) as string;

    /// <summary>Stores the UUID of the index of an entity that the position belongs to.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task SaveIndexUuidAsync(EntityFields entity, string uuid, CancellationToken cancellationToken) => ReadAsync(
        $"update sync_state set {entity.Table}_index = $1", cancellationToken, new NpgsqlParameter<string> { TypedValue = uuid });

    /// <summary>Stores the start time of a sync.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task MarkSyncedAsync(CancellationToken cancellationToken) =>
        ReadAsync("update sync_state set synced_at = now()", cancellationToken);

    /// <summary>Stores that the initial data is loaded.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task MarkLoadedAsync(CancellationToken cancellationToken) =>
        ReadAsync("update sync_state set loaded_at = now()", cancellationToken);

    /// <summary>Returns whether the initial data is loaded.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<bool> IsLoadedAsync(CancellationToken cancellationToken) =>
        await ReadAsync("select loaded_at is not null from sync_state", cancellationToken) is true;

    private async Task<object?> ReadAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
