using System.Text.Json;
using Npgsql;
using Vql.Core.Fields;
using Vql.Core.Text;

namespace Vql.Storage.Postgres;

/// <summary>The documents of the rows of a query.</summary>
internal sealed class SelectedDocuments(EntityFields entity, long version, NpgsqlConnection connection, NpgsqlDataReader reader)
    : DocumentCursor(entity, version, connection)
{
    public override string Uuid => reader.GetString(0);

    public override async ValueTask<bool> ReadAsync(CancellationToken cancellationToken) => await reader.ReadAsync(cancellationToken);

    private protected override bool IsNull(int ordinal) => reader.IsDBNull(ordinal);

    private protected override bool TryWriteText(Utf8JsonWriter writer, Field field, int ordinal)
    {
        if (FieldText.Of(field, reader.GetString(ordinal)) is not { } text)
        {
            return false;
        }

        writer.WriteStringValue(text);
        return true;
    }

    private protected override long ReadNumber(int ordinal) => reader.GetInt64(ordinal);

    private protected override DateTime ReadTimestamp(int ordinal) => reader.GetDateTime(ordinal);

    private protected override void WriteList(Utf8JsonWriter writer, Field field, int ordinal) =>
        ColumnJson.WriteList(
            writer, Array.ConvertAll(TextList.Read(reader, ordinal), element => element is null ? null : FieldText.Of(field, element)));

    private protected override ValueTask CloseAsync() => reader.DisposeAsync();
}
