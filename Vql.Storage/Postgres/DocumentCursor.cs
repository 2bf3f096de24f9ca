using System.Text.Json;
using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Sql;

namespace Vql.Storage.Postgres;

/// <summary>A forward-only cursor over documents, which are written directly from the current row.</summary>
public abstract class DocumentCursor : IAsyncDisposable
{
    private const int FirstField = 2;

    private readonly NpgsqlConnection _connection;
    private readonly (JsonEncodedText Name, Field Field)[] _members;
    private readonly bool _joinsCompany;

    private protected DocumentCursor(EntityFields entity, long version, NpgsqlConnection connection)
    {
        Version = version;
        _connection = connection;
        _joinsCompany = entity.JoinsCompany;
        _members = [.. entity.Fields.Select(field => (JsonEncodedText.Encode(field.Name), field))];
    }

    /// <summary>
    /// The version of all documents, for <c>version_type=external</c>: epoch · 2⁴⁸ + the log position before the rows were read.
    /// </summary>
    public long Version { get; }

    /// <summary>The UUID of the current row.</summary>
    public abstract string Uuid { get; }

    private protected int ValueCount => FirstField + _members.Length;

    /// <summary>Advances to the next row.</summary>
    /// <returns>False if there are no more rows.</returns>
    public abstract ValueTask<bool> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Writes the document of the current row as one JSON object.</summary>
    /// <exception cref="UnreadableRowException">A value cannot be read. The next row can be read.</exception>
    public void WriteDocument(Utf8JsonWriter writer)
    {
        var withoutCompany = _joinsCompany && IsNull(1);
        writer.WriteStartObject();
        for (var index = 0; index < _members.Length; index++)
        {
            var (name, field) = _members[index];
            var ordinal = index + FirstField;
            if (!IsNull(ordinal))
            {
                writer.WritePropertyName(name);
                WriteReadable(writer, field, ordinal);
            }
            else
            {
                writer.WritePropertyName(name);
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

    /// <summary>Returns the select list that a cursor requires.</summary>
    internal static string SelectList(EntityFields entity)
    {
        var company = entity.JoinsCompany ? $"{EntitySql.Company}.uuid" : "null::text";
        return $"{EntitySql.Row}.uuid, {company}, {string.Join(", ", entity.Fields.Select(EntitySql.DocumentOf))}";
    }

    private protected abstract bool IsNull(int ordinal);

    private protected abstract void WriteValue(Utf8JsonWriter writer, ColumnType type, int ordinal);

    private protected abstract ValueTask CloseAsync();

    private void WriteReadable(Utf8JsonWriter writer, Field field, int ordinal)
    {
        try
        {
            WriteValue(writer, field.Column.Type, ordinal);
        }
        catch (Exception exception) when (exception is not (NpgsqlException or IOException or OperationCanceledException))
        {
            throw new UnreadableRowException($"{field.Name} cannot be read: {exception.Message}", exception);
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
