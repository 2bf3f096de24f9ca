using Vql.Core.Fields;

namespace Vql.Generators;

/// <summary>The reader and the writer of rows. Both name each column, and follow the order in which SQL lists the columns.</summary>
internal static class StorageCode
{
    private static readonly EntityFields[] Entities = [FieldCatalogue.Contacts, FieldCatalogue.Companies];

    public static CodeText Generate()
    {
        var code = new CodeText().Line("using System.Threading;").Line("using System.Threading.Tasks;").Line("using Npgsql;")
            .Line("using Vql.Core.Documents;").Line().Line("namespace Vql.Storage.Postgres;").Line();
        code.Block("internal sealed partial class RowReader", members => Array.ForEach(Entities, entity => AddRead(members, entity)));
        code.Line();
        return code.Block("public sealed partial class RowWriter", members => Array.ForEach(Entities, entity => AddWrite(members, entity)));
    }

    private static void AddRead(CodeText code, EntityFields entity) =>
        code.Block($"public partial {entity.Entity} Read{entity.Entity}()", body => body
            .Line($"var first = Take({entity.Columns.Count});")
            .Block($"return new {entity.Entity}", values => values.Lines(
                entity.Columns.Select((column, place) => (Column: column, Place: place)),
                value =>
                    $"{CodeText.NameOf(value.Column)} = {MethodOf(value.Column)}(first + {value.Place}){OrEmpty(value.Column)},"), ";"));

    private static void AddWrite(CodeText code, EntityFields entity) =>
        code.Block(
            "private static async partial Task WriteAsync("
            + $"NpgsqlBinaryImporter importer, {entity.Entity} row, CancellationToken cancellationToken)",
            body => body.Lines(
                entity.Columns.Where(column => !column.IsSetByServer),
                column => $"await {MethodOf(column)}Async(importer, row.{CodeText.NameOf(column)}, cancellationToken);"));

    private static string MethodOf(Column column) => column.Type switch
    {
        ColumnType.Text => "Text",
        ColumnType.TextArray => "Texts",
        ColumnType.BigInt => "Number",
        _ => "Moment",
    };

    // A required text is the key; it is null only where an outer join found no row.
    private static string OrEmpty(Column column) => column is { Required: true, Type: ColumnType.Text } ? " ?? \"\"" : "";
}
