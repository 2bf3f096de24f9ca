using Npgsql;

namespace Vql.Dashboard.Data;

/// <summary>An index of PostgreSQL, and its use since the statistics were reset.</summary>
/// <param name="Table">The table.</param>
/// <param name="Name">The name.</param>
/// <param name="Bytes">The size.</param>
/// <param name="Scans">The number of scans.</param>
/// <param name="Rows">The number of entries that scans returned.</param>
/// <param name="IsUnique">Whether the index is unique, so that it is needed without scans.</param>
internal sealed record DatabaseIndex(string Table, string Name, long Bytes, long Scans, long Rows, bool IsUnique);

/// <summary>Reads the indexes of PostgreSQL.</summary>
internal sealed class DatabaseIndexes(NpgsqlDataSource source)
{
    /// <summary>Returns the indexes of contacts and companies, the largest first.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<IReadOnlyList<DatabaseIndex>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select used.relname::text, used.indexrelname::text, pg_relation_size(used.indexrelid), used.idx_scan, used.idx_tup_read,
                defined.indisunique
            from pg_stat_user_indexes used join pg_index defined using (indexrelid)
            where used.relid in ('contacts'::regclass, 'companies'::regclass)
            order by 3 desc, 2
            """);
        var indexes = new List<DatabaseIndex>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            indexes.Add(new DatabaseIndex(
                reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4),
                reader.GetBoolean(5)));
        }

        return indexes;
    }
}
