using Npgsql;
using NpgsqlTypes;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;

namespace Vql.SyncWorker.DeadLetters;

/// <summary>Stores rejected documents until the index accepts them or they are deleted.</summary>
internal sealed class DeadLetterTable(NpgsqlDataSource source)
{
    /// <summary>Adds a rejected document, or increments its attempts.</summary>
    /// <param name="entity">The entity of the document.</param>
    /// <param name="item">The result of the bulk operation.</param>
    /// <param name="version">The version of the rejected document.</param>
    /// <param name="document">The document as JSON; null for a deletion.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task AddAsync(Entity entity, BulkItem item, long version, string? document, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            insert into dead_letters (entity, uuid, version, error_type, error_reason, document) values ($1, $2, $3, $4, $5, $6::jsonb)
            on conflict (entity, uuid) do update set
                version = excluded.version, error_type = excluded.error_type, error_reason = excluded.error_reason,
                document = excluded.document, attempts = dead_letters.attempts + 1, last_at = now()
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Name(entity) });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = item.Id });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = version });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)item.ErrorType ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)item.ErrorReason ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)document ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Deletes dead letters.</summary>
    /// <returns>The number of deleted dead letters.</returns>
    public async Task<int> RemoveAsync(Entity entity, IReadOnlyCollection<string> uuids, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("delete from dead_letters where entity = $1 and uuid = any($2)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Name(entity) });
        command.Parameters.Add(
            new NpgsqlParameter<string[]> { TypedValue = [.. uuids], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Returns the rows of dead letters whose retry was requested.</summary>
    public async Task<IReadOnlyList<string>> ReadRequestedAsync(Entity entity, int limit, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "select uuid from dead_letters where retry_requested_at is not null and entity = $1 order by retry_requested_at limit $2");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Name(entity) });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        var uuids = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            uuids.Add(reader.GetString(0));
        }

        return uuids;
    }

    /// <summary>Completes the requests for retries.</summary>
    public async Task ClearRequestsAsync(Entity entity, IReadOnlyCollection<string> uuids, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "update dead_letters set retry_requested_at = null where entity = $1 and uuid = any($2)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Name(entity) });
        command.Parameters.Add(
            new NpgsqlParameter<string[]> { TypedValue = [.. uuids], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Returns the number of dead letters.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select count(*) from dead_letters");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Returns the newest dead letters.</summary>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        var letters = new List<DeadLetter>();
        await using var command = source.CreateCommand(
            """
            select entity, uuid, version, error_type, error_reason, document::text, attempts, last_at from dead_letters
            order by last_at desc, entity, uuid limit $1
            """);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            letters.Add(new DeadLetter(
                reader.GetString(0), reader.GetString(1), reader.GetInt64(2), Text(reader, 3), Text(reader, 4), Text(reader, 5),
                reader.GetInt32(6), reader.GetDateTime(7)));
        }

        return letters;
    }

    /// <summary>Returns the name of an entity in the table.</summary>
    public static string Name(Entity entity) => entity == Entity.Contact ? "contact" : "company";

    private static string? Text(NpgsqlDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);
}
