using Npgsql;
using NpgsqlTypes;
using Vql.Core.Documents;
using Vql.Core.Fields;

namespace Vql.Storage.Postgres;

/// <summary>
/// Writes rows by uuid: new ones are inserted, known ones overwritten. Runs in the transaction that
/// is open on its connection, if any.
/// </summary>
/// <param name="connection">An open connection.</param>
public sealed partial class RowWriter(NpgsqlConnection connection)
{
    /// <summary>Writes companies. Of several with one uuid the last wins; <c>created_at</c> is kept, a deleted row lives again.</summary>
    /// <returns>How many rows were inserted or overwritten.</returns>
    /// <exception cref="PostgresException">The database refuses; nothing of this call was written.</exception>
    public Task<long> UpsertCompaniesAsync(IEnumerable<Company> rows, CancellationToken cancellationToken) =>
        UpsertAsync(FieldCatalogue.Companies, rows, WriteAsync, row => row.CreatedAt, cancellationToken);

    /// <summary>Writes contacts, as <see cref="UpsertCompaniesAsync"/> does companies.</summary>
    /// <returns>How many rows were inserted or overwritten.</returns>
    /// <exception cref="PostgresException">The database refuses; nothing of this call was written.</exception>
    public Task<long> UpsertContactsAsync(IEnumerable<Contact> rows, CancellationToken cancellationToken) =>
        UpsertAsync(FieldCatalogue.Contacts, rows, WriteAsync, row => row.CreatedAt, cancellationToken);

    private async Task<long> UpsertAsync<T>(
        EntityFields entity, IEnumerable<T> rows, Func<NpgsqlBinaryImporter, T, CancellationToken, Task> write,
        Func<T, DateTimeOffset?> createdAt, CancellationToken cancellationToken)
    {
        var columns = entity.Columns.Where(column => !column.IsSetByServer).ToList();
        var names = string.Join(", ", columns.Select(column => column.Name));
        var incoming = $"incoming_{entity.Table}";
        await RunAsync(
            $"create temporary table if not exists {incoming} (place bigserial, {string.Join(", ", columns.Select(Definition))}, created_at timestamptz(3)); " +
            $"truncate {incoming} restart identity", cancellationToken);

        await using (var importer = await connection.BeginBinaryImportAsync(
            $"copy {incoming} ({names}, created_at) from stdin (format binary)", cancellationToken))
        {
            foreach (var row in rows)
            {
                await importer.StartRowAsync(cancellationToken);
                await write(importer, row, cancellationToken);
                await MomentAsync(importer, createdAt(row), cancellationToken);
            }

            await importer.CompleteAsync(cancellationToken);
        }

        var assignments = string.Join(", ", columns.Where(column => column.Name != "uuid").Select(column => $"{column.Name} = excluded.{column.Name}"));
        return await RunAsync(
            $"insert into {entity.Table} ({names}, created_at) " +
            $"select {names}, coalesce(created_at, now()) from (select distinct on (uuid) * from {incoming} order by uuid, place desc) as latest order by place " +
            $"on conflict (uuid) do update set {assignments}, updated_at = now(), deleted_at = null", cancellationToken);
    }

    private static string Definition(Column column) => column.Name + column.Type switch
    {
        ColumnType.Text => " text collate \"C\"",
        ColumnType.TextArray => " text[] collate \"C\"",
        ColumnType.BigInt => " bigint",
        _ => " timestamptz(3)",
    };

    private async Task<long> RunAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static partial Task WriteAsync(NpgsqlBinaryImporter importer, Company row, CancellationToken cancellationToken);

    private static partial Task WriteAsync(NpgsqlBinaryImporter importer, Contact row, CancellationToken cancellationToken);

    private static Task TextAsync(NpgsqlBinaryImporter importer, string? value, CancellationToken cancellationToken) =>
        value is null ? importer.WriteNullAsync(cancellationToken) : importer.WriteAsync(value, NpgsqlDbType.Text, cancellationToken);

    private static Task TextsAsync(NpgsqlBinaryImporter importer, IReadOnlyList<string>? values, CancellationToken cancellationToken) =>
        values is null
            ? importer.WriteNullAsync(cancellationToken)
            : importer.WriteAsync(values as string[] ?? [.. values], NpgsqlDbType.Array | NpgsqlDbType.Text, cancellationToken);

    private static Task NumberAsync(NpgsqlBinaryImporter importer, long? value, CancellationToken cancellationToken) =>
        value is null ? importer.WriteNullAsync(cancellationToken) : importer.WriteAsync(value.Value, NpgsqlDbType.Bigint, cancellationToken);

    private static Task MomentAsync(NpgsqlBinaryImporter importer, DateTimeOffset? value, CancellationToken cancellationToken) =>
        value is null
            ? importer.WriteNullAsync(cancellationToken)
            : importer.WriteAsync(value.Value.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
}
