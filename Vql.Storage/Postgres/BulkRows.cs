using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Storage.Sql;

namespace Vql.Storage.Postgres;

/// <summary>A row to insert, or the columns of a row to update.</summary>
/// <param name="Uuid">The UUID.</param>
/// <param name="Values">The values. Other columns are null in a new row and kept in an existing one.</param>
public sealed record RowChange(string Uuid, IReadOnlyList<ColumnValue> Values);

/// <summary>
/// Writes many rows with one statement, as <see cref="SingleRows"/> writes one. Runs in the open transaction of its connection.
/// </summary>
/// <param name="connection">An open connection.</param>
public sealed class BulkRows(NpgsqlConnection connection)
{
    private const string Uuid = "uuid";

    /// <summary>Locks rows until the transaction ends, in the order of their UUIDs.</summary>
    /// <returns>The UUIDs of the rows that exist.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task<HashSet<string>> LockAsync(EntityFields entity, IReadOnlyCollection<string> uuids, CancellationToken cancellationToken) =>
        FindAsync(entity, uuids, " for update", cancellationToken);

    /// <summary>Returns the UUIDs of the rows that exist.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task<HashSet<string>> FindAsync(EntityFields entity, IReadOnlyCollection<string> uuids, CancellationToken cancellationToken) =>
        FindAsync(entity, uuids, "", cancellationToken);

    /// <summary>Reads contacts with their companies.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task<IReadOnlyList<Contact>> ReadContactsAsync(IReadOnlyCollection<string> uuids, CancellationToken cancellationToken) =>
        ReadAsync(FieldCatalogue.Contacts, uuids, static row => row.ReadContactWithCompany(), cancellationToken);

    /// <summary>Reads companies.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task<IReadOnlyList<Company>> ReadCompaniesAsync(IReadOnlyCollection<string> uuids, CancellationToken cancellationToken) =>
        ReadAsync(FieldCatalogue.Companies, uuids, static row => row.ReadCompany(), cancellationToken);

    /// <summary>Inserts rows. Deleted rows with the UUIDs are replaced.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="rows">The rows, with distinct UUIDs.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The UUIDs of the inserted rows. Rows that exist are unchanged.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement. No row was written.</exception>
    public async Task<HashSet<string>> InsertAsync(
        EntityFields entity, IReadOnlyList<RowChange> rows, CancellationToken cancellationToken)
    {
        var columns = ColumnsOf(rows);
        var names = string.Join("", columns.Select(column => $", {column.Name}"));
        var assignments = entity.Columns
            .Where(column => column.Name is not ("id" or Uuid))
            .Select(column => $"{column.Name} = excluded.{column.Name}");
        return await WriteAsync(
            $"insert into {entity.Table} ({Uuid}{names}) select {Uuid}{names} from {RecordsOf(columns)} order by {Uuid} " +
            $"on conflict ({Uuid}) do update set {string.Join(", ", assignments)} where {entity.Table}.deleted_at is not null " +
            $"returning {Uuid}",
            rows, cancellationToken);
    }

    /// <summary>Updates columns of rows.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="rows">The rows, with distinct UUIDs.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The UUIDs of the updated rows.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement. No row was written.</exception>
    public async Task<HashSet<string>> UpdateAsync(
        EntityFields entity, IReadOnlyList<RowChange> rows, CancellationToken cancellationToken)
    {
        var columns = ColumnsOf(rows);
        var assignments = string.Join("", columns.Select(column =>
            $"{column.Name} = case when change.item ? '{column.Name}' then change.{column.Name} else t.{column.Name} end, "));
        return await WriteAsync(
            $"update {entity.Table} t set {assignments}updated_at = now() from {RecordsOf(columns)} " +
            $"where t.{Uuid} = change.{Uuid} and t.deleted_at is null returning t.{Uuid}",
            rows, cancellationToken);
    }

    /// <summary>Marks rows as deleted and records the time.</summary>
    /// <returns>The UUIDs of the deleted rows.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement. No row was written.</exception>
    public async Task<HashSet<string>> DeleteAsync(
        EntityFields entity, IReadOnlyList<RowChange> rows, CancellationToken cancellationToken) =>
        await WriteAsync(
            $"update {entity.Table} t set deleted_at = now(), updated_at = now() from {RecordsOf([])} " +
            $"where t.{Uuid} = change.{Uuid} and t.deleted_at is null returning t.{Uuid}",
            rows, cancellationToken);

    // The JSON of each row tells a null value from a column that is not written.
    private static string RecordsOf(IReadOnlyList<Column> columns) =>
        $"(select item, fields.* from jsonb_array_elements($1) as items(item) cross join lateral " +
        $"jsonb_to_record(item) as fields({Uuid} text" +
        $"{string.Join("", columns.Select(column => $", {column.Name} {TypeOf(column)}"))})) as change";

    private static string TypeOf(Column column) => column.Type switch
    {
        ColumnType.BigInt => "bigint",
        ColumnType.TextArray => "text[]",
        _ => "text",
    };

    private static IReadOnlyList<Column> ColumnsOf(IReadOnlyList<RowChange> rows) =>
        [.. rows.SelectMany(row => row.Values).Select(value => value.Column).DistinctBy(column => column.Name)];

    private async Task<HashSet<string>> WriteAsync(string sql, IReadOnlyList<RowChange> rows, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = ToJson(rows), NpgsqlDbType = NpgsqlDbType.Jsonb });
        return await ReadUuidsAsync(command, cancellationToken);
    }

    private async Task<HashSet<string>> FindAsync(
        EntityFields entity, IReadOnlyCollection<string> uuids, string locks, CancellationToken cancellationToken)
    {
        if (uuids.Count == 0)
        {
            return [];
        }

        await using var command = new NpgsqlCommand(
            $"select {Uuid} from {entity.Table} where {Uuid} = any($1) and deleted_at is null order by {Uuid}{locks}", connection);
        command.Parameters.Add(ArrayOf(uuids));
        return await ReadUuidsAsync(command, cancellationToken);
    }

    private async Task<IReadOnlyList<T>> ReadAsync<T>(
        EntityFields entity, IReadOnlyCollection<string> uuids, Func<RowReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"select {EntitySql.ReadColumnsWithCompany(entity)} from {EntitySql.From(entity)} " +
            $"where {EntitySql.NotDeleted} and {EntitySql.Row}.{Uuid} = any($1)", connection);
        command.Parameters.Add(ArrayOf(uuids));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<T>(uuids.Count);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(read(new RowReader(reader)));
        }

        return found;
    }

    private static async Task<HashSet<string>> ReadUuidsAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var uuids = new HashSet<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            uuids.Add(reader.GetString(0));
        }

        return uuids;
    }

    private static NpgsqlParameter<string[]> ArrayOf(IReadOnlyCollection<string> values) =>
        new() { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static string ToJson(IReadOnlyList<RowChange> rows)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var row in rows)
            {
                writer.WriteStartObject();
                writer.WriteString(Uuid, row.Uuid);
                foreach (var value in row.Values)
                {
                    writer.WritePropertyName(value.Column.Name);
                    Write(writer, value);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter writer, ColumnValue value)
    {
        switch (value.Value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case string[] texts:
                ColumnJson.WriteList(writer, texts);
                break;
            default:
                throw new ArgumentException($"{value.Column.Name} cannot be written", nameof(value));
        }
    }
}
