using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Vql.Core.Fields;
using Vql.Storage.Digests;
using Vql.Storage.Sql;

namespace Vql.Storage.Postgres;

/// <summary>
/// Reads the search documents of rows that are not deleted. The document of a contact includes its company.
/// </summary>
/// <param name="source">The database. Must be a primary, because its log position is read.</param>
public sealed class DocumentReader(NpgsqlDataSource source)
{
    private const string KeysSetting = "vql.keys";

    // For few rows, planning costs more than reading, so a prepared statement is used. For more rows, COPY is faster, which
    // cannot be prepared.
    private const int MaxPreparedRows = 100;

    /// <summary>Opens the documents of a range of rows by <c>COPY</c>, in any order.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task<DocumentCursor> OpenRangeAsync(EntityFields entity, DocumentRange range, CancellationToken cancellationToken) =>
        CopyAsync(
            entity,
            async connection => (await ReadVersionAsync(connection, cancellationToken), Condition(entity, range)),
            cancellationToken);

    /// <summary>Opens the documents of the rows in a range of UUIDs by <c>COPY</c>, in any order.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task<DocumentCursor> OpenAsync(EntityFields entity, UuidRange range, CancellationToken cancellationToken) =>
        CopyAsync(
            entity,
            connection => ReadVersionAsync(connection, range, cancellationToken),
            cancellationToken);

    /// <summary>Opens the documents of the rows in a range, in the byte order of their UUIDs.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task<DocumentCursor> OpenSortedAsync(EntityFields entity, UuidRange range, CancellationToken cancellationToken) =>
        OpenAsync(
            entity,
            $"and {EntitySql.InRange} order by {EntitySql.Row}.uuid collate \"C\"",
            command => AddRange(command, range),
            cancellationToken);

    /// <summary>Returns the version of a document that is read now, for comparisons.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<long> ReadVersionAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await ReadVersionAsync(connection, cancellationToken);
    }

    /// <summary>Opens the documents of the rows with the UUIDs, in any order. Missing and deleted rows are omitted.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task<DocumentCursor> OpenAsync(
        EntityFields entity, IReadOnlyCollection<string> uuids, CancellationToken cancellationToken) =>
        uuids.Count <= MaxPreparedRows
            ? OpenAsync(
                entity, $"and {EntitySql.Row}.uuid = any($1)", command => AddUuids(command, uuids), cancellationToken, isPrepared: true)
            : CopyAsync(
                entity,
                async connection => (
                    await ReadVersionAsync(connection, uuids, cancellationToken),
                    $"{EntitySql.Row}.uuid = any((select current_setting('{KeysSetting}'))::text[])"),
                cancellationToken);

    /// <summary>Opens the documents of all contacts of the companies, in any order.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task<DocumentCursor> OpenContactsOfAsync(IReadOnlyCollection<string> companyIds, CancellationToken cancellationToken) =>
        OpenAsync(
            FieldCatalogue.Contacts,
            $"and {EntitySql.Row}.company_id = any($1)",
            command => AddUuids(command, companyIds),
            cancellationToken);

    // The version is read before the snapshot of the rows is taken, so that it is never newer than the document.
    private async Task<DocumentCursor> CopyAsync(
        EntityFields entity,
        Func<NpgsqlConnection, Task<(long Version, string Condition)>> prepare,
        CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            var (version, condition) = await prepare(connection);
            var stream = await connection.BeginRawBinaryCopyAsync(
                $"copy (select {DocumentCursor.SelectList(entity)} from {EntitySql.From(entity)} where {EntitySql.NotDeleted} " +
                $"and {condition}) to stdout (format binary)",
                cancellationToken);
            return new CopiedDocuments(entity, version, connection, stream);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task<DocumentCursor> OpenAsync(
        EntityFields entity, string rest, Action<NpgsqlCommand> addParameters, CancellationToken cancellationToken, bool isPrepared = false)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            // As in CopyAsync, before the snapshot.
            var version = await ReadVersionAsync(connection, cancellationToken);
            await using var command = new NpgsqlCommand(
                $"select {DocumentCursor.SelectList(entity)} from {EntitySql.From(entity)} where {EntitySql.NotDeleted} {rest}", connection)
            {
                // Reading a whole table has no timeout. The caller can cancel it.
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

    private static void AddRange(NpgsqlCommand command, UuidRange range)
    {
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)range.From ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)range.To ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
    }

    private static void AddUuids(NpgsqlCommand command, IReadOnlyCollection<string> uuids) =>
        command.Parameters.Add(new NpgsqlParameter<string[]>
        {
            TypedValue = [.. uuids],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
        });

    // COPY supports no parameters. Numbers and timestamps are safe as literals.
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
            ? $"{ids} and ({own} or exists (select from {FieldCatalogue.Companies.Table} as changed "
                + $"where changed.uuid = {EntitySql.Row}.company_id "
                + $"and greatest(changed.updated_at, changed.created_at, changed.deleted_at) >= {moment}))"
            : $"{ids} and {own}";
    }

    // COPY supports no parameters, so the keys are passed in a setting of the session. The setting is written by the statement
    // that reads the version, which saves a round trip.
    private static async Task<long> ReadVersionAsync(
        NpgsqlConnection connection, IReadOnlyCollection<string> uuids, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"select {SyncState.NewVersion}, set_config('{KeysSetting}', $1::text, false) from sync_state", connection);
        AddUuids(command, uuids);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt64(0);
    }

    // The bounds become literals, with which the planner estimates the number of rows. The server quotes them in the statement that
    // reads the version, which saves a round trip.
    private static async Task<(long Version, string Condition)> ReadVersionAsync(
        NpgsqlConnection connection, UuidRange range, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select {SyncState.NewVersion}, concat_ws(
                ' and ',
                'true',
                '{EntitySql.Row}.uuid >= ' || quote_literal($1::text),
                '{EntitySql.Row}.uuid < ' || quote_literal($2::text))
            from sync_state
            """,
            connection);
        AddRange(command, range);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetString(1));
    }

    private static async Task<long> ReadVersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"select {SyncState.NewVersion} from sync_state", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
