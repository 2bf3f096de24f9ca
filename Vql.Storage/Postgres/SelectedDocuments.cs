using System.Text.Json;
using Npgsql;
using Vql.Core.Fields;

namespace Vql.Storage.Postgres;

/// <summary>The documents of the rows of a query.</summary>
internal sealed class SelectedDocuments(EntityFields entity, long version, NpgsqlConnection connection, NpgsqlDataReader reader)
    : DocumentCursor(entity, version, connection)
{
    public override string Uuid => reader.GetString(0);

    public override async ValueTask<bool> ReadAsync(CancellationToken cancellationToken) => await reader.ReadAsync(cancellationToken);

    private protected override bool IsNull(int ordinal) => reader.IsDBNull(ordinal);

    private protected override void WriteValue(Utf8JsonWriter writer, ColumnType type, int ordinal)
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
                writer.WriteStartArray();
                foreach (var element in TextList.Read(reader, ordinal))
                {
                    writer.WriteStringValue(element);
                }

                writer.WriteEndArray();
                break;
        }
    }

    private protected override ValueTask CloseAsync() => reader.DisposeAsync();
}
