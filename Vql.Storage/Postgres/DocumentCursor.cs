using System.Globalization;
using System.Text.Json;
using Npgsql;
using Vql.Core.Fields;

namespace Vql.Storage.Postgres;

/// <summary>Documents one after another, each written straight from the row that is being read.</summary>
public sealed class DocumentCursor : IAsyncDisposable
{
    private const string MomentFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlDataReader _reader;
    private readonly (JsonEncodedText Name, Field Field)[] _members;
    private readonly bool _joinsCompany;

    internal DocumentCursor(EntityFields entity, long version, NpgsqlConnection connection, NpgsqlDataReader reader)
    {
        Version = version;
        _connection = connection;
        _reader = reader;
        _joinsCompany = entity.JoinsCompany;
        _members = [.. entity.Fields.Select(field => (JsonEncodedText.Encode(field.Name), field))];
    }

    /// <summary>
    /// The version of every document here, for <c>version_type=external</c>: epoch · 2⁴⁸ + the log
    /// position before the rows were read.
    /// </summary>
    public long Version { get; }

    /// <summary>The uuid of the row that was read last.</summary>
    public string Uuid => _reader.GetString(0);

    /// <summary>Goes on to the next row.</summary>
    /// <returns>Whether there is one.</returns>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken) => await _reader.ReadAsync(cancellationToken);

    /// <summary>Writes the row's document as one JSON object.</summary>
    public void WriteDocument(Utf8JsonWriter writer)
    {
        var withoutCompany = _joinsCompany && _reader.IsDBNull(1);
        writer.WriteStartObject();
        for (var index = 0; index < _members.Length; index++)
        {
            var (name, field) = _members[index];
            var ordinal = index + 2;
            if (!_reader.IsDBNull(ordinal))
            {
                writer.WritePropertyName(name);
                WriteValue(writer, field, ordinal);
            }
            else if ((field.OfCompany && withoutCompany) || field.Column.NullIsEmpty)
            {
                writer.WritePropertyName(name);
                WriteZero(writer, field);
            }
            else
            {
                writer.WriteNull(name);
            }
        }

        writer.WriteEndObject();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        await _connection.DisposeAsync();
    }

    internal static string SelectList(EntityFields entity)
    {
        var company = entity.JoinsCompany ? $"{EntitySql.Company}.uuid" : "null::text";
        return $"{EntitySql.Row}.uuid, {company}, {string.Join(", ", entity.Fields.Select(EntitySql.ColumnOf))}";
    }

    private void WriteValue(Utf8JsonWriter writer, Field field, int ordinal)
    {
        switch (field.Column.Type)
        {
            case ColumnType.Text:
                writer.WriteStringValue(_reader.GetString(ordinal));
                break;
            case ColumnType.BigInt:
                writer.WriteNumberValue(_reader.GetInt64(ordinal));
                break;
            case ColumnType.Timestamp:
                Span<char> moment = stackalloc char[24];
                _reader.GetDateTime(ordinal).TryFormat(moment, out var length, MomentFormat, CultureInfo.InvariantCulture);
                writer.WriteStringValue(moment[..length]);
                break;
            default:
                writer.WriteStartArray();
                foreach (var element in _reader.GetFieldValue<string?[]>(ordinal))
                {
                    writer.WriteStringValue(element);
                }

                writer.WriteEndArray();
                break;
        }
    }

    // What the Go service writes for a contact without a company.
    private static void WriteZero(Utf8JsonWriter writer, Field field)
    {
        switch (field.Column.Type)
        {
            case ColumnType.Text:
                writer.WriteStringValue("");
                break;
            case ColumnType.BigInt:
                writer.WriteNumberValue(0);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
