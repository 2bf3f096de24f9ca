using Npgsql;
using NpgsqlTypes;
using Vql.Core.Documents;
using Vql.Core.Fields;

namespace Vql.Storage.Postgres;

/// <summary>
/// Upserts rows by UUID. Runs in the open transaction of its connection, if any.
/// </summary>
/// <param name="connection">An open connection.</param>
public sealed partial class RowWriter(NpgsqlConnection connection)
{
    /// <summary>
    /// Upserts companies. The last of several rows with the same UUID is written. <c>created_at</c> is kept, and deleted rows are
    /// restored.
    /// </summary>
    /// <returns>The number of inserted or updated rows.</returns>
    /// <exception cref="PostgresException">The database rejects a row. No row of the call was written.</exception>
    public Task<long> UpsertCompaniesAsync(IEnumerable<Company> rows, CancellationToken cancellationToken) =>
        UpsertAsync(FieldCatalogue.Companies, rows, WriteAsync, row => row.CreatedAt, cancellationToken);

    /// <summary>Upserts contacts in the same way as <see cref="UpsertCompaniesAsync"/>.</summary>
    /// <returns>The number of inserted or updated rows.</returns>
    /// <exception cref="PostgresException">The database rejects a row. No row of the call was written.</exception>
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
            $"create temporary table if not exists {incoming} " +
            $"(place bigserial, {string.Join(", ", columns.Select(Definition))}, created_at timestamptz(3)); " +
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

        var assignments = string.Join(
            ", ", columns.Where(column => !column.IsKey).Select(column => $"{column.Name} = excluded.{column.Name}"));
        return await RunAsync(
            $"insert into {entity.Table} ({names}, created_at) " +
            $"select {names}, coalesce(created_at, now()) " +
            $"from (select distinct on (uuid) * from {incoming} order by uuid, place desc) as latest order by place " +
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
        value is null
            ? importer.WriteNullAsync(cancellationToken)
            : importer.WriteAsync(value.Value, NpgsqlDbType.Bigint, cancellationToken);

    private static Task MomentAsync(NpgsqlBinaryImporter importer, DateTimeOffset? value, CancellationToken cancellationToken) =>
        value is null
            ? importer.WriteNullAsync(cancellationToken)
            : importer.WriteAsync(value.Value.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
}
