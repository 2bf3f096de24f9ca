using Vql.Core.Fields;

namespace Vql.Generators;

/// <summary>The records of rows, and their zero values.</summary>
internal static class RowCode
{
    public static CodeText Generate()
    {
        var code = new CodeText().Line("using System;").Line("using System.Collections.Generic;").Line()
            .Line("namespace Vql.Core.Documents;").Line();
        AddRecord(code, FieldCatalogue.Contacts);
        AddRecord(code, FieldCatalogue.Companies);
        return code.Block("public static partial class ZeroValues", members =>
        {
            AddFill(members, FieldCatalogue.Contacts);
            AddFill(members, FieldCatalogue.Companies);
        });
    }

    private static void AddRecord(CodeText code, EntityFields entity) => code
        .Line($"/// <summary>A row of <c>{entity.Table}</c>; its JSON members have the column names, unknown values are null.</summary>")
        .Block($"public sealed partial record {entity.Entity}", members =>
        {
            foreach (var column in entity.Columns)
            {
                members.Property(column.Summary, column.IsKey
                    ? $"public string {CodeText.NameOf(column)} {{ get; init; }} = \"\";"
                    : $"public {CodeText.TypeOf(column)} {CodeText.NameOf(column)} {{ get; init; }}");
            }
        }).Line();

    private static void AddFill(CodeText code, EntityFields entity) =>
        code.Block($"public static partial {entity.Entity} Fill({entity.Entity} row) => row with", values => values.Lines(
            entity.Columns.Where(column => !column.IsSetByServer && !column.IsKey),
            column => $"{CodeText.NameOf(column)} = row.{CodeText.NameOf(column)} ?? {ZeroOf(column)},"), ";");

    private static string ZeroOf(Column column) => column.Type switch
    {
        ColumnType.Text => "\"\"",
        ColumnType.TextArray => "[]",
        _ => "0",
    };
}
