using Vql.Core.Fields;

namespace Vql.Generators;

/// <summary>The members of responses for the columns that the API shows under their own names.</summary>
internal static class ResponseCode
{
    public static CodeText Generate()
    {
        var code = new CodeText().Line("using System.Collections.Generic;").Line("using Vql.Core.Documents;").Line()
            .Line("namespace Vql.Api.Answers;").Line();
        foreach (var entity in new[] { FieldCatalogue.Contacts, FieldCatalogue.Companies })
        {
            code.Block($"internal partial record {entity.Entity}ListItem", members => members.Lines(
                entity.ListedFields,
                field => $"public {CodeText.TypeOf(field.Column)} {CodeText.NameOf(field.Name)} {{ get; internal set; }}")).Line();
        }

        return code.Block("internal static partial class ResponseMapper", members =>
        {
            AddMapping(members, FieldCatalogue.Contacts);
            AddMapping(members, FieldCatalogue.Companies);
        });
    }

    private static void AddMapping(CodeText code, EntityFields entity) =>
        code.Block($"private static partial void AddListed({entity.Entity}ListItem item, {entity.Entity} row)", body => body.Lines(
            entity.ListedFields,
            field => $"item.{CodeText.NameOf(field.Name)} = {CleaningOf(field.Column)}({ValueOf(field)});"));

    private static string ValueOf(Field field) => $"{(field.OfCompany ? "row.Company?" : "row")}.{CodeText.NameOf(field.Column)}";

    // The methods of ResponseMapper.
    private static string CleaningOf(Column column) => column.Type switch
    {
        ColumnType.Text => "Clean",
        ColumnType.TextArray => "List",
        _ => "Known",
    };
}
