using Npgsql;
using NpgsqlTypes;
using Vql.Core.Fields;

namespace Vql.Storage.Postgres.Merging;

/// <summary>
/// Merges rows into a table. Only the provided columns are written. New rows are inserted immediately. Changes to existing rows
/// are collected first: several changes to a row are written as one, and rows without changes are not written.
/// </summary>
public sealed class RowMerge
{
    private const int Range = 10_000;

    private readonly NpgsqlConnection _connection;
    private readonly IReadOnlyList<Column> _columns;
    private readonly NpgsqlDbType[] _types;
    private readonly MergeSql _sql;

    /// <summary>Creates a merge.</summary>
    /// <param name="connection">An open connection for the exclusive use of the merge.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="columns">The columns to write.</param>
    /// <param name="filled">A column that is written only if it is empty or the website changes. Null for none.</param>
    /// <param name="clears">Whether null clears a value. Otherwise, the value is kept.</param>
    public RowMerge(NpgsqlConnection connection, EntityFields entity, IReadOnlyList<Column> columns, string? filled, bool clears)
    {
        (_connection, _columns, _sql) = (connection, columns, new MergeSql(entity, columns, filled, clears));
        _types = [.. columns.Select(column => column.Type switch
        {
            ColumnType.Text => NpgsqlDbType.Text,
            ColumnType.TextArray => NpgsqlDbType.Array | NpgsqlDbType.Text,
            ColumnType.BigInt => NpgsqlDbType.Bigint,
            _ => NpgsqlDbType.TimestampTz,
        })];
    }

    /// <summary>Creates the temporary tables of the session.</summary>
    public Task CreateAsync(CancellationToken cancellationToken) => RunAsync(_sql.Create, [], cancellationToken);

    /// <summary>Inserts new rows.</summary>
    /// <returns>The ids of the rows by their UUIDs.</returns>
    /// <exception cref="PostgresException">The database rejects a value. No row of the call was written.</exception>
    public async Task<Dictionary<string, long>> InsertAsync(IReadOnlyList<MergeRow> rows, CancellationToken cancellationToken)
    {
        var ids = new Dictionary<string, long>(rows.Count);
        if (rows.Count == 0)
        {
            return ids;
        }

        await CopyAsync(rows, cancellationToken);
        await using var command = new NpgsqlCommand(_sql.Insert, _connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            ids[reader.GetString(0)] = reader.GetInt64(1);
        }

        return ids;
    }

    /// <summary>Collects changes to existing rows. Later values replace earlier ones.</summary>
    public async Task GatherAsync(IReadOnlyList<MergeRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count > 0)
        {
            await CopyAsync(rows, cancellationToken);
            await RunAsync(_sql.Gather, [], cancellationToken);
        }
    }

    /// <summary>Applies the collected changes in ranges, each in its own transaction.</summary>
    /// <param name="writes">Whether to write the changes. Otherwise, they are only counted.</param>
    /// <param name="cancellationToken">Cancels the operation between two ranges.</param>
    public async Task<MergeChanges> ApplyAsync(bool writes, CancellationToken cancellationToken)
    {
        var changes = new MergeChanges();
        var last = await ScalarAsync($"select coalesce(max(place), 0) from {_sql.Pending}", cancellationToken);
        for (var first = 1L; first <= last; first += Range)
        {
            await ApplyAsync(first, Math.Min(first + Range - 1, last), writes, changes, cancellationToken);
        }

        return changes;
    }

    /// <summary>Lists the first values that the collected changes change.</summary>
    public async Task<IReadOnlyList<Difference>> ListDifferencesAsync(int limit, CancellationToken cancellationToken)
    {
        var differences = new List<Difference>();
        if (_columns.Count == 0)
        {
            return differences;
        }

        await using var command = new NpgsqlCommand(_sql.Differences, _connection) { Parameters = { new() { Value = (long)limit } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            string? Text(int at) => reader.IsDBNull(at) ? null : reader.GetString(at);
            differences.Add(new Difference(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), Text(3), Text(4)));
        }

        return differences;
    }

    // A rejected change is found by bisection, so that the other changes are written.
    private async Task ApplyAsync(long first, long last, bool writes, MergeChanges changes, CancellationToken cancellationToken)
    {
        var counts = await CountAsync(first, last, cancellationToken);
        try
        {
            if (writes)
            {
                await RunAsync(_sql.Apply, [first, last], cancellationToken);
            }
        }
        catch (PostgresException exception) when (PostgresFaults.IsDataError(exception))
        {
            if (first < last)
            {
                var middle = first + ((last - first) / 2);
                await ApplyAsync(first, middle, writes, changes, cancellationToken);
                await ApplyAsync(middle + 1, last, writes, changes, cancellationToken);
                return;
            }

            changes.Rejected.Add(await ReadRejectedAsync(first, exception.MessageText, cancellationToken));
            return;
        }

        changes.Restored += counts[0];
        changes.Updated += counts[1];
        for (var index = 0; index < _columns.Count; index++)
        {
            if (counts[index + 2] > 0)
            {
                changes.ByColumn[_columns[index].Name] = changes.ByColumn.GetValueOrDefault(_columns[index].Name) + counts[index + 2];
            }
        }
    }

    private async Task<RejectedChange> ReadRejectedAsync(long place, string reason, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"select line, byte_offset, byte_length, is_created from {_sql.Pending} where place = $1", _connection)
        {
            Parameters = { new() { Value = place } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new RejectedChange(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetBoolean(3), reason);
    }

    private async Task<long[]> CountAsync(long first, long last, CancellationToken cancellationToken)
    {
        await using var command = Command(_sql.Count, [first, last]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var counts = new long[_columns.Count + 2];
        for (var index = 0; index < counts.Length; index++)
        {
            counts[index] = reader.GetInt64(index);
        }

        return counts;
    }

    private async Task CopyAsync(IReadOnlyList<MergeRow> rows, CancellationToken cancellationToken)
    {
        await RunAsync($"truncate {_sql.Incoming} restart identity", [], cancellationToken);
        await using var importer = await _connection.BeginBinaryImportAsync(
            $"copy {_sql.Incoming} (uuid, line, byte_offset, byte_length, is_created{_sql.Names}) from stdin (format binary)",
            cancellationToken);
        foreach (var row in rows)
        {
            await importer.StartRowAsync(cancellationToken);
            await importer.WriteAsync(row.Uuid, NpgsqlDbType.Text, cancellationToken);
            await importer.WriteAsync(row.Line, NpgsqlDbType.Bigint, cancellationToken);
            await importer.WriteAsync(row.Offset, NpgsqlDbType.Bigint, cancellationToken);
            await importer.WriteAsync(row.Length, NpgsqlDbType.Bigint, cancellationToken);
            await importer.WriteAsync(row.IsCreated, NpgsqlDbType.Boolean, cancellationToken);
            for (var index = 0; index < _types.Length; index++)
            {
                await (row.Values[index] switch
                {
                    null => importer.WriteNullAsync(cancellationToken),
                    string text => importer.WriteAsync(text, _types[index], cancellationToken),
                    long number => importer.WriteAsync(number, _types[index], cancellationToken),
                    var other => importer.WriteAsync((string[])other, _types[index], cancellationToken),
                });
            }
        }

        await importer.CompleteAsync(cancellationToken);
    }

    private async Task<long> ScalarAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task RunAsync(string sql, long[] parameters, CancellationToken cancellationToken)
    {
        await using var command = Command(sql, parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlCommand Command(string sql, long[] parameters)
    {
        var command = new NpgsqlCommand(sql, _connection) { CommandTimeout = 0 };
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = parameter });
        }

        return command;
    }
}
