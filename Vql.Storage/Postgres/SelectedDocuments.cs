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

    private protected override void WriteValue(Utf8JsonWriter writer, ColumnType type, int ordinal) =>
        ColumnJson.Write(writer, reader, type, ordinal);

    private protected override ValueTask CloseAsync() => reader.DisposeAsync();
}
