using System.Globalization;
using System.Text.Json;
using Npgsql;
using Vql.Core.Fields;

namespace Vql.Storage.Postgres;

/// <summary>Documents one after another, each written straight from the row that is being read.</summary>
public abstract class DocumentCursor : IAsyncDisposable
{
    private const string MomentFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
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
    /// The version of every document here, for <c>version_type=external</c>: epoch · 2⁴⁸ + the log
    /// position before the rows were read.
    /// </summary>
    public long Version { get; }

    /// <summary>The uuid of the row that was read last.</summary>
    public abstract string Uuid { get; }

    private protected int ValueCount => FirstField + _members.Length;

    /// <summary>Goes on to the next row.</summary>
    /// <returns>Whether there is one.</returns>
    public abstract ValueTask<bool> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Writes the row's document as one JSON object.</summary>
    /// <exception cref="UnreadableRowException">A value cannot be read; the next row can.</exception>
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
        await CloseAsync();
        await _connection.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>What a cursor's query selects, in this order.</summary>
    internal static string SelectList(EntityFields entity)
    {
        var company = entity.JoinsCompany ? $"{EntitySql.Company}.uuid" : "null::text";
        return $"{EntitySql.Row}.uuid, {company}, {string.Join(", ", entity.Fields.Select(EntitySql.DocumentOf))}";
    }

    private protected abstract bool IsNull(int ordinal);

    private protected abstract void WriteValue(Utf8JsonWriter writer, ColumnType type, int ordinal);

    private protected abstract ValueTask CloseAsync();

    private protected static void WriteMoment(Utf8JsonWriter writer, DateTime moment)
    {
        Span<byte> text = stackalloc byte[24];
        moment.TryFormat(text, out var length, MomentFormat, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }

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
