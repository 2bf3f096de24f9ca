using System.Text.Encodings.Web;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Buffers;

namespace Vql.Storage.Postgres;

/// <summary>
/// Reads rows by UUID as the JSON of Connectra's responses: columns in the order of the catalogue, without empty values.
/// </summary>
/// <param name="source">The database.</param>
public sealed class RowAnswers(NpgsqlDataSource source)
{
    private static readonly JsonWriterOptions Json =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Reads the rows with the UUIDs. Missing and deleted rows are omitted.</summary>
    /// <returns>The rows. The caller must dispose them.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
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
        var selection = RowSelection.Of(entity, query);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(selection.Sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string[]>
        {
            TypedValue = [.. uuids],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
        });
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await using var writer = new Utf8JsonWriter(rows.Buffer, Json);
        while (await reader.ReadAsync(cancellationToken))
        {
            var begin = rows.Buffer.Length;
            writer.WriteStartObject();
            WriteColumns(writer, reader, selection.Own, 0);
            if (selection.CompanyUuidAt is { } companyUuidAt && !reader.IsDBNull(companyUuidAt))
            {
                writer.WriteStartObject("company"u8);
                WriteColumns(writer, reader, selection.Company, selection.Own.Length);
                writer.WriteEndObject();
            }

            writer.Flush();
            writer.Reset();
            rows.Add(reader.GetString(selection.UuidAt), begin);
        }
    }

    private static void WriteColumns(Utf8JsonWriter writer, NpgsqlDataReader reader, ReadOnlySpan<SelectedColumn> columns, int first)
    {
        for (var index = 0; index < columns.Length; index++)
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
                    writer.WriteString(name, DateTime.SpecifyKind(reader.GetDateTime(at), DateTimeKind.Utc));
                    break;
                case ColumnType.TextArray when TextList.Read(reader, at) is { Length: > 0 } elements:
                    writer.WritePropertyName(name);
                    ColumnJson.WriteList(writer, elements);
                    break;
                default:
                    break;
            }
        }
    }
}
