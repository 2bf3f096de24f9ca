using System.Text.Json.Serialization;
using Npgsql;
using Vql.Storage.Sql;

namespace Vql.Storage.Monitoring;

/// <summary>The state of the synchronization of the index.</summary>
/// <param name="Now">The time of the database.</param>
/// <param name="IndexedLsn">The WAL position up to which everything is indexed. Null if it is unknown.</param>
/// <param name="IndexedAt">The time of that position. Null if it is unknown.</param>
/// <param name="LagBytes">The WAL written since that position. Null if it is unknown.</param>
/// <param name="IsCurrent">Whether nothing was changed since that position. Null if it is unknown.</param>
/// <param name="Epoch">The epoch of versions.</param>
/// <param name="SyncedAt">The time at which the last full sync began. Null if there was none.</param>
/// <param name="HasWorker">Whether a worker has ever run.</param>
/// <param name="Slots">The logical replication slots of the database.</param>
/// <param name="Verifications">The newest verification of each index.</param>
/// <param name="DeadLetters">The number of dead letters.</param>
/// <param name="OldestDeadLetter">The time of the oldest dead letter. Null if there is none.</param>
public sealed record SyncSnapshot(
    DateTimeOffset Now, string? IndexedLsn, DateTimeOffset? IndexedAt, long? LagBytes, bool? IsCurrent, long Epoch,
    DateTimeOffset? SyncedAt, bool HasWorker, IReadOnlyList<SlotState> Slots, IReadOnlyList<VerificationRow> Verifications,
    long DeadLetters, DateTimeOffset? OldestDeadLetter)
{
    /// <summary>The age of the oldest change that may not be indexed. Zero if there is none, null if it is unknown.</summary>
    public TimeSpan? Lag => IndexedAt is not { } at ? null : IsCurrent == true || at > Now ? TimeSpan.Zero : Now - at;
}

/// <summary>A replication slot.</summary>
/// <param name="Name">The name.</param>
/// <param name="IsActive">Whether a worker reads it.</param>
/// <param name="RetainedBytes">The WAL that it retains. Null if it is unknown.</param>
/// <param name="Status">The state of its WAL, such as <c>reserved</c> or <c>lost</c>.</param>
public sealed record SlotState(string Name, bool IsActive, long? RetainedBytes, string? Status);

/// <summary>The result of a verification.</summary>
/// <param name="Id">The id.</param>
/// <param name="Entity"><c>contacts</c> or <c>companies</c>.</param>
/// <param name="Index">The name of the index.</param>
/// <param name="FinishedAt">The time of its end.</param>
/// <param name="Seconds">The duration in seconds.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Documents">The number of documents.</param>
/// <param name="Missing">The number of rows without a document.</param>
/// <param name="Extra">The number of documents without a row.</param>
/// <param name="Stale">The number of documents with an earlier version of their row.</param>
/// <param name="Different">The number of documents with the version of their row and different content.</param>
/// <param name="Pending">The number of rows that the stream had not indexed yet.</param>
/// <param name="Repaired">The number of repaired documents.</param>
public sealed record VerificationRow(
    [property: JsonIgnore] long Id, string Entity, string Index, DateTimeOffset FinishedAt, double Seconds, long Rows, long Documents,
    long Missing, long Extra, long Stale, long Different, long Pending, long Repaired)
{
    /// <summary>The number of differences.</summary>
    public long Differences => Missing + Extra + Stale + Different;

    /// <summary>The number of differences that were not repaired.</summary>
    public long Remaining => Math.Max(Differences - Repaired, 0);
}

/// <summary>A difference that a verification found.</summary>
/// <param name="Uuid">The UUID of the row or the document.</param>
/// <param name="Kind"><c>missing</c>, <c>extra</c>, <c>stale</c> or <c>different</c>.</param>
/// <param name="Version">The version of the document; 0 if there was none.</param>
public sealed record DifferenceRow(string Uuid, string Kind, long Version);

/// <summary>A full sync that has not ended.</summary>
/// <param name="Index">The name of the index.</param>
/// <param name="StartedAt">The time of its start.</param>
/// <param name="Done">The highest id that is indexed.</param>
/// <param name="Total">The highest id. Null if it is unknown.</param>
public sealed record LoadRow(string Index, DateTimeOffset StartedAt, long Done, long? Total);

/// <summary>A reindex.</summary>
/// <param name="Entity"><c>contacts</c> or <c>companies</c>.</param>
/// <param name="Target">The name of the new index.</param>
/// <param name="State">The state.</param>
/// <param name="Documents">The number of documents at the last verification.</param>
/// <param name="StartedAt">The time of its start.</param>
/// <param name="ChangedAt">The time of its last change.</param>
public sealed record ReindexState(
    string Entity, string Target, string State, long Documents, DateTimeOffset StartedAt, DateTimeOffset ChangedAt);

/// <summary>Reads the state of the synchronization, which the worker stores.</summary>
/// <param name="source">The database.</param>
public sealed class SyncReader(NpgsqlDataSource source)
{
    private const string VerificationColumns =
        "id, entity, index_name, finished_at, seconds, rows, documents, missing, extra, stale, different, pending, repaired";

    /// <summary>Returns the current state.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<SyncSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatch();
        foreach (var sql in (string[])
            [
                $"""
                select now(), {IndexedPosition.Lsn}::text, case when {IndexedPosition.Lsn} is not null then indexed_at end,
                    case when not pg_is_in_recovery() then pg_wal_lsn_diff(pg_current_wal_lsn(), {IndexedPosition.Lsn})::bigint end,
                    case when not pg_is_in_recovery() then changes = vql_changes() end, epoch, synced_at, server_id is not null,
                    (select count(*) from dead_letters), (select min(first_at) from dead_letters)
                from sync_state
                """,
                """
                select slot_name::text, active, wal_status,
                    case when not pg_is_in_recovery() then pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint end
                from pg_replication_slots where database = current_database() and slot_type = 'logical' order by slot_name
                """,
                $"select distinct on (entity) {VerificationColumns} from verifications order by entity, id desc",
            ])
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var snapshot = new SyncSnapshot(
            reader.GetFieldValue<DateTimeOffset>(0), Text(reader, 1), Moment(reader, 2), Number(reader, 3),
            reader.IsDBNull(4) ? null : reader.GetBoolean(4), reader.GetInt64(5), Moment(reader, 6), reader.GetBoolean(7), [], [],
            reader.GetInt64(8), Moment(reader, 9));
        await reader.NextResultAsync(cancellationToken);
        var slots = new List<SlotState>();
        while (await reader.ReadAsync(cancellationToken))
        {
            slots.Add(new SlotState(reader.GetString(0), reader.GetBoolean(1), Number(reader, 3), Text(reader, 2)));
        }

        await reader.NextResultAsync(cancellationToken);
        return snapshot with { Slots = slots, Verifications = await VerificationsAsync(reader, cancellationToken) };
    }

    /// <summary>Returns the newest verifications.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<IReadOnlyList<VerificationRow>> ReadVerificationsAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"select {VerificationColumns} from verifications order by id desc limit $1");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await VerificationsAsync(reader, cancellationToken);
    }

    /// <summary>Returns the full syncs that have not ended.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<IReadOnlyList<LoadRow>> ReadLoadsAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select index_name, started_at, next_id, case
                when index_name like '%contact%' then (select max(id) from contacts)
                when index_name like '%compan%' then (select max(id) from companies) end
            from syncs order by started_at desc
            """);
        var loads = new List<LoadRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            loads.Add(new LoadRow(
                reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1), Math.Max(reader.GetInt64(2) - 1, 0), Number(reader, 3)));
        }

        return loads;
    }

    /// <summary>Returns the newest reindexes.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<IReadOnlyList<ReindexState>> ReadReindexesAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "select entity, target, state, documents, started_at, changed_at from reindexes order by id desc limit $1");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        var reindexes = new List<ReindexState>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            reindexes.Add(new ReindexState(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3),
                reader.GetFieldValue<DateTimeOffset>(4), reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return reindexes;
    }

    /// <summary>Returns examples of the differences that a verification found, without their documents.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<IReadOnlyList<DifferenceRow>> ReadDifferencesAsync(long verification, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "select uuid, kind, version from verification_differences where verification_id = $1 order by kind, uuid");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = verification });
        var rows = new List<DifferenceRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new DifferenceRow(reader.GetString(0), reader.GetString(1), reader.GetInt64(2)));
        }

        return rows;
    }

    /// <summary>Returns the expected document and the document of the index of a difference as JSON.</summary>
    /// <returns>Null for what did not exist at the time of the verification.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<(string? Expected, string? Document)> ReadDocumentsAsync(
        long verification, string uuid, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "select expected, document from verification_differences where verification_id = $1 and uuid = $2");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = verification });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = uuid });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (Text(reader, 0), Text(reader, 1)) : (null, null);
    }

    private static async Task<List<VerificationRow>> VerificationsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var rows = new List<VerificationRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new VerificationRow(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3), reader.GetDouble(4),
                reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7), reader.GetInt64(8), reader.GetInt64(9), reader.GetInt64(10),
                reader.GetInt64(11), reader.GetInt64(12)));
        }

        return rows;
    }

    private static string? Text(NpgsqlDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    private static long? Number(NpgsqlDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetInt64(ordinal);

    private static DateTimeOffset? Moment(NpgsqlDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : reader.GetFieldValue<DateTimeOffset>(ordinal);
}
