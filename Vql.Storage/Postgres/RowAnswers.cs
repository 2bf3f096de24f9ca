using System.Text.Encodings.Web;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Buffers;

namespace Vql.Storage.Postgres;

/// <summary>Reads rows by uuid as the JSON that Connectra answers: columns in the catalogue's order, empty values left out.</summary>
/// <param name="source">The database.</param>
public sealed class RowAnswers(NpgsqlDataSource source)
{
    private const string MomentFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'";

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Reads the living rows with those uuids.</summary>
    /// <returns>The rows, to be disposed when they are written.</returns>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    public async Task<RowSet> ReadAsync(
        EntityFields entity, IReadOnlyList<string> uuids, VqlQuery query, CancellationToken cancellationToken)
    {
        var rows = new RowSet(uuids.Count);
        try
        {
            if (uuids.Count > 0)
            {
                await ReadAsync(entity, uuids, query, rows, cancellationToken);
            }

            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    private async Task ReadAsync(
        EntityFields entity, IReadOnlyList<string> uuids, VqlQuery query, RowSet rows, CancellationToken cancellationToken)
    {
        var own = Chosen(entity, query.SelectColumns, entity.JoinsCompany ? ["uuid", "company_id"] : ["uuid"]);
        var company = query.Company.Populate && entity.JoinsCompany
            ? Chosen(FieldCatalogue.Companies, query.Company.SelectColumns, ["uuid"])
            : [];
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            $"select {List(EntitySql.Row, own)}{(company.Count == 0 ? "" : ", " + List(EntitySql.Company, company))} " +
            $"from {EntitySql.From(entity)} where {EntitySql.Living} and {EntitySql.Row}.uuid = any($1)", connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. uuids], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var uuidAt = own.FindIndex(column => column.Name == "uuid");
        await using var writer = new Utf8JsonWriter(rows.Buffer, Json);
        var companyUuidAt = own.Count + company.FindIndex(column => column.Name == "uuid");
        while (await reader.ReadAsync(cancellationToken))
        {
            var begin = rows.Buffer.Length;
            writer.WriteStartObject();
            WriteColumns(writer, reader, own, 0);
            if (company.Count > 0 && !reader.IsDBNull(companyUuidAt))
            {
                writer.WriteStartObject("company");
                WriteColumns(writer, reader, company, own.Count);
                writer.WriteEndObject();
            }

            writer.Flush();
            writer.Reset();
            rows.Add(reader.GetString(uuidAt), begin);
        }
    }

    // Some are always there, as the Go service has them, chosen or not.
    private static List<Column> Chosen(EntityFields entity, IReadOnlyList<string> names, string[] always) =>
        [.. entity.Columns.Where(column => names.Count == 0 ? column.Name != "deleted_at" : names.Contains(column.Name) || always.Contains(column.Name))];

    private static string List(string alias, List<Column> columns) => string.Join(", ", columns.Select(column => $"{alias}.{column.Name}"));

    private static void WriteColumns(Utf8JsonWriter writer, NpgsqlDataReader reader, List<Column> columns, int first)
    {
        for (var index = 0; index < columns.Count; index++)
        {
            var at = first + index;
            if (reader.IsDBNull(at))
            {
                continue;
            }

            var name = columns[index].Name;
            switch (columns[index].Type)
            {
                case ColumnType.Text when reader.GetString(at) is { Length: > 0 } text:
                    writer.WriteString(name, text);
                    break;
                case ColumnType.BigInt when reader.GetInt64(at) is not 0 and var number:
                    writer.WriteNumber(name, number);
                    break;
                case ColumnType.Timestamp:
                    writer.WriteString(name, reader.GetDateTime(at).ToString(MomentFormat, System.Globalization.CultureInfo.InvariantCulture));
                    break;
                case ColumnType.TextArray when reader.GetFieldValue<string?[]>(at) is { Length: > 0 } elements:
                    writer.WriteStartArray(name);
                    foreach (var element in elements)
                    {
                        writer.WriteStringValue(element);
                    }

                    writer.WriteEndArray();
                    break;
                default:
                    break;
            }
        }
    }
}
