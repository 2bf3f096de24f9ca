using Npgsql;
using NpgsqlTypes;
using Vql.Core.Fields;

namespace Vql.Storage.Postgres;

/// <summary>Reads the search documents of living rows, a contact's with its company joined in.</summary>
/// <param name="source">The database; a primary, for the log position is asked of it.</param>
public sealed class DocumentReader(NpgsqlDataSource source)
{
    private const int EpochShift = 48;

    /// <summary>Opens the documents of all rows in the order they were first written.</summary>
    /// <param name="entity">Which rows.</param>
    /// <param name="limit">At most so many; null for all.</param>
    /// <param name="cancellationToken">Stops opening.</param>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    public Task<DocumentCursor> OpenAllAsync(EntityFields entity, long? limit, CancellationToken cancellationToken) =>
        OpenAsync(entity, $"order by {EntitySql.Row}.id{(limit is null ? "" : $" limit {limit.Value}")}", null, cancellationToken);

    /// <summary>Opens the documents of all rows in the order of their uuids, byte by byte.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    public Task<DocumentCursor> OpenSortedAsync(EntityFields entity, CancellationToken cancellationToken) =>
        OpenAsync(entity, $"order by {EntitySql.Row}.uuid collate \"C\"", null, cancellationToken);

    /// <summary>Opens the documents of the rows with those uuids, in any order; rows that are gone are left out.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    public Task<DocumentCursor> OpenAsync(
        EntityFields entity, IReadOnlyCollection<string> uuids, CancellationToken cancellationToken) =>
        OpenAsync(entity, $"and {EntitySql.Row}.uuid = any($1)", [.. uuids], cancellationToken);

    /// <summary>Opens the documents of all contacts of those companies, in any order.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    public Task<DocumentCursor> OpenContactsOfAsync(IReadOnlyCollection<string> companyIds, CancellationToken cancellationToken) =>
        OpenAsync(FieldCatalogue.Contacts, $"and {EntitySql.Row}.company_id = any($1)", [.. companyIds], cancellationToken);

    private async Task<DocumentCursor> OpenAsync(EntityFields entity, string rest, string[]? uuids, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            // The position first: the rows' snapshot is taken later, so the version never claims
            // more than the document holds.
            var version = await ReadVersionAsync(connection, cancellationToken);
            await using var command = new NpgsqlCommand(
                $"select {DocumentCursor.SelectList(entity)} from {EntitySql.From(entity)} where {EntitySql.Living} {rest}", connection)
            {
                // A whole table takes as long as it takes; the caller's token bounds it.
                CommandTimeout = 0,
            };
            if (uuids is not null)
            {
                command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = uuids, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
            }

            var reader = await command.ExecuteReaderAsync(cancellationToken);
            return new DocumentCursor(entity, version, connection, reader);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task<long> ReadVersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"select (epoch << {EpochShift}) + (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint from sync_state", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
