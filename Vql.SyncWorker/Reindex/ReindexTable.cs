using Npgsql;
using Vql.Core.Fields;

namespace Vql.SyncWorker.Reindex;

/// <summary>A reindex: the replacement of an index by a new one.</summary>
/// <param name="Id">The id of the reindex.</param>
/// <param name="Entity">The entity of the index.</param>
/// <param name="Target">The name of the new index.</param>
/// <param name="TargetUuid">The UUID of the new index. Null before searches are switched to it.</param>
/// <param name="Previous">The name of the replaced index that is kept; null if there is none.</param>
/// <param name="State">The state.</param>
/// <param name="Documents">The number of documents in the new index at the last verification.</param>
/// <param name="StartedAt">The start time.</param>
internal sealed record ReindexRow(
    long Id, EntityFields Entity, string Target, string? TargetUuid, string? Previous, ReindexStage State, long Documents,
    DateTimeOffset StartedAt)
{
    /// <summary>Whether changes are written to the target in addition to the current index.</summary>
    public bool IsOpen => State is ReindexStage.Filling or ReindexStage.Ready;
}

/// <summary>Accesses the table <c>reindexes</c>.</summary>
internal sealed class ReindexTable(NpgsqlDataSource source)
{
    private const string Columns = "id, entity, target, target_uuid, previous, state, documents, started_at";

    /// <summary>Adds a reindex.</summary>
    /// <returns>The reindex; null if another one of the entity is in progress.</returns>
    public Task<ReindexRow?> AddAsync(EntityFields entity, string target, CancellationToken cancellationToken) => ReadOneAsync(
        $"""
        insert into reindexes (entity, target) values ($1, $2)
        on conflict (entity) where state in ('filling', 'ready') do nothing
        returning {Columns}
        """,
        [entity.Table, target], cancellationToken);

    /// <summary>Returns the newest reindex of an entity that was not aborted, or null.</summary>
    public Task<ReindexRow?> FindAsync(EntityFields entity, CancellationToken cancellationToken) =>
        ReadOneAsync(
            $"select {Columns} from reindexes where entity = $1 and state <> 'aborted' order by id desc limit 1", [entity.Table],
            cancellationToken);

    /// <summary>Returns all reindexes, newest first.</summary>
    public Task<List<ReindexRow>> ReadAsync(CancellationToken cancellationToken) =>
        ReadAsync($"select {Columns} from reindexes order by id desc", [], cancellationToken);

    /// <summary>Updates the state of a reindex.</summary>
    public async Task<ReindexRow> UpdateAsync(ReindexRow row, CancellationToken cancellationToken)
    {
        await ReadAsync(
            $"""
            update reindexes set state = $2, previous = $3, documents = $4, target_uuid = $5, changed_at = now()
            where id = $1
            returning {Columns}
            """,
            [row.Id, NameOf(row.State), row.Previous, row.Documents, row.TargetUuid], cancellationToken);
        return row;
    }

    /// <summary>Returns the name of a state, as the table and the output of commands contain it.</summary>
    public static string NameOf(ReindexStage state) => state.ToString().ToLowerInvariant();

    private async Task<ReindexRow?> ReadOneAsync(string sql, object?[] parameters, CancellationToken cancellationToken) =>
        (await ReadAsync(sql, parameters, cancellationToken)).FirstOrDefault();

    private async Task<List<ReindexRow>> ReadAsync(string sql, object?[] parameters, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter ?? DBNull.Value });
        }

        var rows = new List<ReindexRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new ReindexRow(
                reader.GetInt64(0),
                reader.GetString(1) == FieldCatalogue.Contacts.Table ? FieldCatalogue.Contacts : FieldCatalogue.Companies,
                reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3),
                reader.IsDBNull(4) ? null : reader.GetString(4),
                Enum.Parse<ReindexStage>(reader.GetString(5), ignoreCase: true),
                reader.GetInt64(6),
                await reader.GetFieldValueAsync<DateTimeOffset>(7, cancellationToken)));
        }

        return rows;
    }
}
