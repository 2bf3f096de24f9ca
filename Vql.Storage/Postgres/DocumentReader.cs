using System.Data;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Vql.Core.Fields;
using Vql.Storage.Digests;

namespace Vql.Storage.Postgres;

/// <summary>Reads the search documents of living rows, a contact's with its company joined in.</summary>
/// <param name="source">The database; a primary, for the log position is asked of it.</param>
public sealed class DocumentReader(NpgsqlDataSource source)
{
    private const string KeysSetting = "vql.keys";

    // Up to so many rows planning costs more than reading, so they are read by a prepared statement. COPY, which
    // cannot be prepared, carries more rows a second.
    private const int MaxPreparedRows = 100;

    // A message of our own in the log, rather than where the log happens to end: no two reads share a version,
    // also when a commit became visible between them without the log moving on.
    private const string Version = "(epoch << 48) + (pg_logical_emit_message(false, 'vql.version', '') - '0/0'::pg_lsn)::bigint";

    /// <summary>Opens the documents of a range of rows by <c>COPY</c>, in any order.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<DocumentCursor> OpenRangeAsync(EntityFields entity, DocumentRange range, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            var version = range.Snapshot is { } snapshot
                ? await EnterSnapshotAsync(connection, snapshot, range.SnapshotVersion, cancellationToken)
                : await ReadVersionAsync(connection, cancellationToken);
            var stream = await connection.BeginRawBinaryCopyAsync(
                $"copy (select {DocumentCursor.SelectList(entity)} from {EntitySql.From(entity)} where {EntitySql.Living} and {Condition(entity, range)}) to stdout (format binary)",
                cancellationToken);
            return new CopiedDocuments(entity, version, connection, stream);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens the documents of the rows in a range, in the order of their uuids, byte by byte.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task<DocumentCursor> OpenSortedAsync(EntityFields entity, UuidRange range, CancellationToken cancellationToken) =>
        OpenAsync(
            entity, $"and {EntitySql.InRange} order by {EntitySql.Row}.uuid collate \"C\"", command => DocumentDigests.AddRange(command, range), cancellationToken);

    /// <summary>The version that a document read now would have, for comparing.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<long> ReadVersionAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await ReadVersionAsync(connection, cancellationToken);
    }

    /// <summary>Opens the documents of the rows with those uuids, in any order; rows that are gone are left out.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task<DocumentCursor> OpenAsync(EntityFields entity, IReadOnlyCollection<string> uuids, CancellationToken cancellationToken) =>
        uuids.Count <= MaxPreparedRows
            ? OpenAsync(
                entity, $"and {EntitySql.Row}.uuid = any($1)", command => AddUuids(command, uuids), cancellationToken, isPrepared: true)
            : OpenCopiedAsync(entity, uuids, cancellationToken);

    private async Task<DocumentCursor> OpenCopiedAsync(EntityFields entity, IReadOnlyCollection<string> uuids, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            var version = await ReadVersionAsync(connection, uuids, cancellationToken);
            var stream = await connection.BeginRawBinaryCopyAsync(
                $"copy (select {DocumentCursor.SelectList(entity)} from {EntitySql.From(entity)} where {EntitySql.Living} " +
                $"and {EntitySql.Row}.uuid = any((select current_setting('{KeysSetting}'))::text[])) to stdout (format binary)",
                cancellationToken);
            return new CopiedDocuments(entity, version, connection, stream);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens the documents of all contacts of those companies, in any order.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task<DocumentCursor> OpenContactsOfAsync(IReadOnlyCollection<string> companyIds, CancellationToken cancellationToken) =>
        OpenAsync(FieldCatalogue.Contacts, $"and {EntitySql.Row}.company_id = any($1)", command => AddUuids(command, companyIds), cancellationToken);

    private async Task<DocumentCursor> OpenAsync(
        EntityFields entity, string rest, Action<NpgsqlCommand> addParameters, CancellationToken cancellationToken, bool isPrepared = false)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            // The version first: the rows' snapshot is taken later, so it never claims more than the
            // document holds.
            var version = await ReadVersionAsync(connection, cancellationToken);
            await using var command = new NpgsqlCommand(
                $"select {DocumentCursor.SelectList(entity)} from {EntitySql.From(entity)} where {EntitySql.Living} {rest}", connection)
            {
                // A whole table takes as long as it takes; the caller's token bounds it.
                CommandTimeout = 0,
            };
            addParameters(command);
            if (isPrepared)
            {
                await command.PrepareAsync(cancellationToken);
            }

            var reader = await command.ExecuteReaderAsync(cancellationToken);
            return new SelectedDocuments(entity, version, connection, reader);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static void AddUuids(NpgsqlCommand command, IReadOnlyCollection<string> uuids) =>
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. uuids], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });

    // COPY takes no parameters; numbers and moments cannot be anything but themselves.
    private static string Condition(EntityFields entity, DocumentRange range)
    {
        var ids = string.Create(CultureInfo.InvariantCulture, $"{EntitySql.Row}.id between {range.FromId} and {range.ToId}");
        if (range.Since is not { } since)
        {
            return ids;
        }

        var moment = $"'{since.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}'::timestamptz";
        var own = $"greatest({EntitySql.Row}.updated_at, {EntitySql.Row}.created_at) >= {moment}";
        return entity.JoinsCompany
            ? $"{ids} and ({own} or exists (select from {FieldCatalogue.Companies.Table} as changed where changed.uuid = {EntitySql.Row}.company_id "
                + $"and greatest(changed.updated_at, changed.created_at, changed.deleted_at) >= {moment}))"
            : $"{ids} and {own}";
    }

    // The transaction ends with the connection's use: closing it rolls back.
    private static async Task<long> EnterSnapshotAsync(NpgsqlConnection connection, string snapshot, long version, CancellationToken cancellationToken)
    {
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using var command = new NpgsqlCommand(
            $"set transaction snapshot '{snapshot.Replace("'", "''", StringComparison.Ordinal)}'", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return version;
    }

    // COPY takes no parameters, so the keys wait for it in a setting of the session. They come with the version:
    // a single edit is a round trip sooner in the index.
    private static async Task<long> ReadVersionAsync(NpgsqlConnection connection, IReadOnlyCollection<string> uuids, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"select {Version}, set_config('{KeysSetting}', $1::text, false) from sync_state", connection);
        AddUuids(command, uuids);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt64(0);
    }

    private static async Task<long> ReadVersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"select {Version} from sync_state", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
