using System.Text.Json;
using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Sql;

namespace Vql.Storage.Postgres;

/// <summary>A forward-only cursor over documents, which are written directly from the current row.</summary>
public abstract class DocumentCursor : IAsyncDisposable
{
    private const int FirstColumn = 2;

    private readonly NpgsqlConnection _connection;
    private readonly (JsonEncodedText Name, Field Field, int Ordinal)[] _members;
    private readonly bool _joinsCompany;

    private protected DocumentCursor(EntityFields entity, long version, NpgsqlConnection connection)
    {
        Version = version;
        _connection = connection;
        _joinsCompany = entity.JoinsCompany;
        var columns = ColumnsOf(entity);
        _members =
        [
            .. entity.Fields.Select(field => (
                JsonEncodedText.Encode(field.Name), field, FirstColumn + columns.IndexOf(EntitySql.ReadExpression(field)))),
        ];
        ValueCount = FirstColumn + columns.Count;
    }

    /// <summary>
    /// The version of all documents, for <c>version_type=external</c>: epoch · 2⁴⁸ + the log position before the rows were read.
    /// </summary>
    public long Version { get; }

    /// <summary>The UUID of the current row.</summary>
    public abstract string Uuid { get; }

    private protected int ValueCount { get; }

    /// <summary>Advances to the next row.</summary>
    /// <returns>False if there are no more rows.</returns>
    public abstract ValueTask<bool> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Writes the document of the current row as one JSON object.</summary>
    /// <exception cref="UnreadableRowException">A value cannot be read. The next row can be read.</exception>
    public void WriteDocument(Utf8JsonWriter writer)
    {
        var withoutCompany = _joinsCompany && IsNull(1);
        writer.WriteStartObject();
        foreach (var (name, field, ordinal) in _members)
        {
            writer.WritePropertyName(name);
            if (IsNull(ordinal) || !TryWriteReadable(writer, field, ordinal))
            {
                WriteAbsent(writer, !field.OfCompany || withoutCompany ? field.ZeroValue : null);
            }
        }

        writer.WriteEndObject();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await _connection.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Returns the select list that a cursor requires. It reads each column once. The cursor computes the values of the fields,
    /// because PostgreSQL takes several times as long to compute them as to read the columns.
    /// </summary>
    internal static string SelectList(EntityFields entity)
    {
        var company = entity.JoinsCompany ? $"{EntitySql.Company}.uuid" : "null::text";
        return $"{EntitySql.Row}.uuid, {company}, {string.Join(", ", ColumnsOf(entity))}";
    }

    private protected abstract bool IsNull(int ordinal);

    /// <summary>Writes the text of a field.</summary>
    /// <returns>False if the field contains no text for the text of its column. Nothing is written then.</returns>
    private protected abstract bool TryWriteText(Utf8JsonWriter writer, Field field, int ordinal);

    private protected abstract long ReadNumber(int ordinal);

    private protected abstract DateTime ReadTimestamp(int ordinal);

    private protected abstract void WriteList(Utf8JsonWriter writer, Field field, int ordinal);

    private protected abstract ValueTask CloseAsync();

    private static List<string> ColumnsOf(EntityFields entity) => [.. entity.Fields.Select(EntitySql.ReadExpression).Distinct()];

    private bool TryWriteReadable(Utf8JsonWriter writer, Field field, int ordinal)
    {
        try
        {
            return TryWrite(writer, field, ordinal);
        }
        catch (Exception exception) when (exception is not (NpgsqlException or IOException or OperationCanceledException))
        {
            throw new UnreadableRowException($"{field.Name} cannot be read: {exception.Message}", exception);
        }
    }

    private bool TryWrite(Utf8JsonWriter writer, Field field, int ordinal)
    {
        switch (field.Column.Type)
        {
            case ColumnType.Text:
                return TryWriteText(writer, field, ordinal);
            case ColumnType.BigInt:
                writer.WriteNumberValue(ReadNumber(ordinal));
                return true;
            case ColumnType.Timestamp:
                ColumnJson.WriteTimestamp(writer, ReadTimestamp(ordinal));
                return true;
            default:
                WriteList(writer, field, ordinal);
                return true;
        }
    }

    private static void WriteAbsent(Utf8JsonWriter writer, string? zero)
    {
        switch (zero)
        {
            case null:
                writer.WriteNullValue();
                break;
            case "":
                writer.WriteStringValue(zero);
                break;
            default:
                writer.WriteRawValue(zero, skipInputValidation: true);
                break;
        }
    }
}
