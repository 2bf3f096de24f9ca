using System.Globalization;
using System.Text.Json;
using Npgsql;
using Vql.Core.Fields;

namespace Vql.Storage.Postgres;

/// <summary>Writes the columns of rows as JSON values.</summary>
internal static class ColumnJson
{
    private const string TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Writes a value that is not null.</summary>
    public static void Write(Utf8JsonWriter writer, NpgsqlDataReader reader, ColumnType type, int ordinal)
    {
        switch (type)
        {
            case ColumnType.Text:
                writer.WriteStringValue(reader.GetString(ordinal));
                break;
            case ColumnType.BigInt:
                writer.WriteNumberValue(reader.GetInt64(ordinal));
                break;
            case ColumnType.Timestamp:
                WriteTimestamp(writer, reader.GetDateTime(ordinal));
                break;
            default:
                WriteList(writer, TextList.Read(reader, ordinal));
                break;
        }
    }

    public static void WriteTimestamp(Utf8JsonWriter writer, DateTime moment)
    {
        Span<byte> text = stackalloc byte[24];
        moment.TryFormat(text, out var length, TimestampFormat, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }

    public static void WriteList(Utf8JsonWriter writer, string?[] elements)
    {
        writer.WriteStartArray();
        foreach (var element in elements)
        {
            writer.WriteStringValue(element);
        }

        writer.WriteEndArray();
    }

    /// <summary>Returns a timestamp as text, in the format of JSON.</summary>
    public static string TextOf(DateTime moment) => moment.ToString(TimestampFormat, CultureInfo.InvariantCulture);
}
