using Npgsql;
using NpgsqlTypes;

namespace Vql.Dashboard.Data;

/// <summary>Selects dead letters. A member that is null selects all.</summary>
/// <param name="Entity"><c>contact</c> or <c>company</c>.</param>
/// <param name="ErrorType">The error type from Elasticsearch.</param>
/// <param name="Uuid">The UUID of the row.</param>
internal sealed record DeadLetterSelection(string? Entity, string? ErrorType, string? Uuid)
{
    /// <summary>Describes the selection.</summary>
    public override string ToString() => (Entity, ErrorType, Uuid) is (null, null, null)
        ? "all dead letters"
        : string.Join(", ", new[] { Entity, ErrorType, Uuid }.Where(text => text is not null));
}

/// <summary>Dead letters with the same reason.</summary>
/// <param name="Entity"><c>contact</c> or <c>company</c>.</param>
/// <param name="ErrorType">The error type from Elasticsearch.</param>
/// <param name="Count">The number of dead letters.</param>
/// <param name="Waiting">The number of dead letters that wait for a retry.</param>
/// <param name="FirstAt">The time of the first rejection.</param>
/// <param name="LastAt">The time of the last rejection.</param>
internal sealed record DeadLetterGroup(
    string Entity, string ErrorType, long Count, long Waiting, DateTimeOffset FirstAt, DateTimeOffset LastAt);

/// <summary>A document that the index rejected.</summary>
/// <param name="Entity"><c>contact</c> or <c>company</c>.</param>
/// <param name="Uuid">The UUID of the row.</param>
/// <param name="ErrorType">The error type from Elasticsearch.</param>
/// <param name="Reason">The reason, which can contain values of the document.</param>
/// <param name="Attempts">The number of rejected attempts.</param>
/// <param name="LastAt">The time of the last attempt.</param>
/// <param name="RetryRequestedAt">The time at which a retry was requested; null without a request.</param>
internal sealed record DeadLetterRow(
    string Entity, string Uuid, string ErrorType, string Reason, int Attempts, DateTimeOffset LastAt, DateTimeOffset? RetryRequestedAt);

/// <summary>Reads dead letters, requests their retries, and deletes them.</summary>
internal sealed class DeadLetterStore(NpgsqlDataSource source)
{
    private const string Selected =
        "($1 is null or entity = $1) and ($2 is null or coalesce(error_type, '') = $2) and ($3 is null or uuid = $3)";

    /// <summary>Returns the dead letters grouped by their reason, the largest group first.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<IReadOnlyList<DeadLetterGroup>> ReadGroupsAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select entity, coalesce(error_type, ''), count(*), count(retry_requested_at), min(first_at), max(last_at)
            from dead_letters group by 1, 2 order by 3 desc, 1, 2
            """);
        var groups = new List<DeadLetterGroup>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            groups.Add(new DeadLetterGroup(
                reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3),
                reader.GetFieldValue<DateTimeOffset>(4), reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return groups;
    }

    /// <summary>Returns the newest dead letters of a selection.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<IReadOnlyList<DeadLetterRow>> ReadAsync(
        DeadLetterSelection selection, int limit, CancellationToken cancellationToken)
    {
        await using var command = Command(
            $"""
            select entity, uuid, coalesce(error_type, ''), coalesce(error_reason, ''), attempts, last_at, retry_requested_at
            from dead_letters where {Selected} order by last_at desc, entity, uuid limit $4
            """,
            selection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        var letters = new List<DeadLetterRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            letters.Add(new DeadLetterRow(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt32(4),
                reader.GetFieldValue<DateTimeOffset>(5), reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6)));
        }

        return letters;
    }

    /// <summary>Returns the current row and the rejected document of a dead letter as JSON.</summary>
    /// <returns>Null for what does not exist.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<(string? Row, string? Document)> ReadBothAsync(string entity, string uuid, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select case when $1 = 'contact' then (select to_jsonb(row) from contacts row where row.uuid = $2)
                else (select to_jsonb(row) from companies row where row.uuid = $2) end::text,
                (select document::text from dead_letters where entity = $1 and uuid = $2)
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = entity });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = uuid });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.IsDBNull(0) ? null : reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1));
    }

    /// <summary>Requests that the worker indexes the rows of dead letters again.</summary>
    /// <returns>The number of dead letters.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<int> RequestRetryAsync(DeadLetterSelection selection, CancellationToken cancellationToken)
    {
        await using var command = Command($"update dead_letters set retry_requested_at = now() where {Selected}", selection);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Deletes dead letters. Their rows are kept.</summary>
    /// <returns>The number of deleted dead letters.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<int> DropAsync(DeadLetterSelection selection, CancellationToken cancellationToken)
    {
        await using var command = Command($"delete from dead_letters where {Selected}", selection);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlCommand Command(string sql, DeadLetterSelection selection)
    {
        var command = source.CreateCommand(sql);
        foreach (var text in new[] { selection.Entity, selection.ErrorType, selection.Uuid })
        {
            command.Parameters.Add(new NpgsqlParameter { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        }

        return command;
    }
}
