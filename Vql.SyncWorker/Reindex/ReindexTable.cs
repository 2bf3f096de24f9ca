using Npgsql;
using Vql.Core.Fields;

namespace Vql.SyncWorker.Reindex;

/// <summary>A new index on its way to take an old one's place.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Entity">Whose index.</param>
/// <param name="Target">The new index.</param>
/// <param name="Previous">The index that it replaced and that is still there; null when there is none.</param>
/// <param name="State">How far it is: <c>filling</c>, <c>ready</c>, <c>swapped</c>, <c>finished</c> or <c>aborted</c>.</param>
/// <param name="Documents">How many documents the new index had when it was verified last.</param>
/// <param name="StartedAt">When it was started.</param>
internal sealed record ReindexRow(long Id, EntityFields Entity, string Target, string? Previous, string State, long Documents, DateTimeOffset StartedAt)
{
    /// <summary>Whether changes are written to the target beside the index in use.</summary>
    public bool IsOpen => State is "filling" or "ready";
}

/// <summary>The table reindexes.</summary>
internal sealed class ReindexTable(NpgsqlDataSource source)
{
    private const string Columns = "id, entity, target, previous, state, documents, started_at";

    /// <summary>Notes a new one.</summary>
    /// <returns>Null when one is under way already.</returns>
    public Task<ReindexRow?> AddAsync(EntityFields entity, string target, CancellationToken cancellationToken) => ReadOneAsync(
        $"insert into reindexes (entity, target) values ($1, $2) on conflict (entity) where state in ('filling', 'ready') do nothing returning {Columns}",
        [entity.Table, target], cancellationToken);

    /// <summary>The latest of an entity that was not aborted.</summary>
    public Task<ReindexRow?> FindAsync(EntityFields entity, CancellationToken cancellationToken) =>
        ReadOneAsync($"select {Columns} from reindexes where entity = $1 and state <> 'aborted' order by id desc limit 1", [entity.Table], cancellationToken);

    /// <summary>All, the latest first.</summary>
    public Task<List<ReindexRow>> ReadAsync(CancellationToken cancellationToken) =>
        ReadAsync($"select {Columns} from reindexes order by id desc", [], cancellationToken);

    /// <summary>Notes how far it is.</summary>
    public async Task<ReindexRow> ChangeAsync(ReindexRow row, CancellationToken cancellationToken)
    {
        await ReadAsync(
            $"update reindexes set state = $2, previous = $3, documents = $4, changed_at = now() where id = $1 returning {Columns}",
            [row.Id, row.State, row.Previous, row.Documents], cancellationToken);
        return row;
    }

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
                reader.GetString(4),
                reader.GetInt64(5),
                await reader.GetFieldValueAsync<DateTimeOffset>(6, cancellationToken)));
        }

        return rows;
    }
}
