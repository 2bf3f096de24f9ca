using Npgsql;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Storage.Sql;

namespace Vql.Storage.Postgres;

/// <summary>
/// Reads and writes single rows. Runs in the open transaction of its connection, if any. A deleted row stays in the table with
/// <c>deleted_at</c> and is treated as missing.
/// </summary>
/// <param name="connection">An open connection.</param>
public sealed class SingleRows(NpgsqlConnection connection)
{
    /// <summary>Reads a contact with its company.</summary>
    /// <param name="uuid">The UUID.</param>
    /// <param name="locked">Whether to lock the row for updates until the transaction ends.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The contact, or null if it does not exist.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task<Contact?> ReadContactAsync(string uuid, bool locked, CancellationToken cancellationToken) =>
        ReadAsync(FieldCatalogue.Contacts, uuid, locked, static row => row.ReadContactWithCompany(), cancellationToken);

    /// <summary>Reads a company.</summary>
    /// <param name="uuid">The UUID.</param>
    /// <param name="locked">Whether to lock the row for updates until the transaction ends.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The company, or null if it does not exist.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public Task<Company?> ReadCompanyAsync(string uuid, bool locked, CancellationToken cancellationToken) =>
        ReadAsync(FieldCatalogue.Companies, uuid, locked, static row => row.ReadCompany(), cancellationToken);

    /// <summary>Inserts a row. Columns without a value are null. A deleted row with the UUID is replaced.</summary>
    /// <returns>False if a row with the UUID exists. It is then unchanged.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<bool> InsertAsync(
        EntityFields entity, string uuid, IReadOnlyList<ColumnValue> values, CancellationToken cancellationToken)
    {
        var parameters = new Parameters();
        var names = string.Join("", values.Select(value => $", {value.Column.Name}"));
        var row = $"{parameters.Add(uuid)}{string.Join("", values.Select(value => $", {Write(value, parameters)}"))}";
        var assignments = entity.Columns
            .Where(column => column is { Name: not "id", IsKey: false })
            .Select(column => $"{column.Name} = excluded.{column.Name}");
        return await RunAsync(
            $"insert into {entity.Table} (uuid{names}) values ({row}) " +
            $"on conflict (uuid) do update set {string.Join(", ", assignments)} where {entity.Table}.deleted_at is not null",
            parameters, cancellationToken) == 1;
    }

    /// <summary>Updates columns of a row.</summary>
    /// <returns>False if the row does not exist.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<bool> UpdateAsync(
        EntityFields entity, string uuid, IReadOnlyList<ColumnValue> values, CancellationToken cancellationToken)
    {
        var parameters = new Parameters();
        var assignments = string.Join("", values.Select(value => $"{value.Column.Name} = {Write(value, parameters)}, "));
        return await RunAsync(
            $"update {entity.Table} set {assignments}updated_at = now() where uuid = {parameters.Add(uuid)} and deleted_at is null",
            parameters, cancellationToken) == 1;
    }

    /// <summary>Marks a row as deleted and records the time.</summary>
    /// <returns>False if the row does not exist.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<bool> DeleteAsync(EntityFields entity, string uuid, CancellationToken cancellationToken)
    {
        var parameters = new Parameters();
        return await RunAsync(
            $"update {entity.Table} set deleted_at = now(), updated_at = now() where uuid = {parameters.Add(uuid)} and deleted_at is null",
            parameters, cancellationToken) == 1;
    }

    /// <summary>Returns the columns that clients can write. The database sets the others.</summary>
    public static IEnumerable<Column> Writable(EntityFields entity) =>
        entity.Columns.Where(column => column is { IsSetByServer: false, IsKey: false });

    private async Task<T?> ReadAsync<T>(
        EntityFields entity, string uuid, bool locked, Func<RowReader, T> read, CancellationToken cancellationToken)
        where T : class
    {
        await using var command = new NpgsqlCommand(
            $"select {EntitySql.ReadColumnsWithCompany(entity)} from {EntitySql.From(entity)} " +
            $"where {EntitySql.NotDeleted} and {EntitySql.Row}.uuid = $1{(locked ? $" for update of {EntitySql.Row}" : "")}", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = uuid });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? read(new RowReader(reader)) : null;
    }

    private async Task<int> RunAsync(string sql, Parameters parameters, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        parameters.AddTo(command.Parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Write(ColumnValue value, Parameters parameters) => value.Value switch
    {
        null => "null",
        string text => parameters.Add(text),
        long number => parameters.Add(number),
        string[] texts => parameters.Add(texts),
        _ => throw new ArgumentException($"{value.Column.Name} cannot be written", nameof(value)),
    };
}

/// <summary>A value for a column.</summary>
/// <param name="Column">The column.</param>
/// <param name="Value">A string, a long, a string array, or null.</param>
public sealed record ColumnValue(Column Column, object? Value);
