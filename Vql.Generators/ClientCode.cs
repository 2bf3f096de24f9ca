using Vql.Core.Fields;

namespace Vql.Generators;

/// <summary>The client's members for columns: all that can be written, and those that the API shows and filters by.</summary>
internal static class ClientCode
{
    private static readonly EntityFields[] Entities = [FieldCatalogue.Contacts, FieldCatalogue.Companies];

    public static CodeText Generate()
    {
        var code = new CodeText().Line("using System;").Line("using System.Collections.Generic;").Line();
        code.Block("namespace Vql.Client.Records", records => Array.ForEach(Entities, entity =>
        {
            records.Block($"public sealed partial record {entity.Entity}Write", members => AddWritten(members, entity)).Line();
            records.Block($"public sealed partial record {entity.Entity}", members => AddShown(members, entity)).Line();
        })).Line();
        return code.Block("namespace Vql.Client.Requests", filters => Array.ForEach(Entities, entity =>
            filters.Block($"public sealed partial class {entity.Entity}Filter", members => AddFilters(members, entity)).Line()));
    }

    private static void AddWritten(CodeText code, EntityFields entity)
    {
        foreach (var column in entity.Columns.Where(column => column is { IsSetByServer: false, IsKey: false }))
        {
            code.Property(column.Summary, $"public {CodeText.TypeOf(column)} {CodeText.NameOf(column)} {{ get; init; }}");
        }
    }

    private static void AddShown(CodeText code, EntityFields entity)
    {
        foreach (var field in entity.ListedFields)
        {
            code.Property(field.Column.Summary, $"public {CodeText.TypeOf(field.Column)} {CodeText.NameOf(field.Name)} {{ get; init; }}");
        }
    }

    private static void AddFilters(CodeText code, EntityFields entity)
    {
        foreach (var field in entity.ListedFields)
        {
            var description = field.Column.Filter!.Description;
            if (field.Kind == FieldKind.Number)
            {
                var start = description.TrimEnd('.');
                AddFilter(code, $"{start}, exactly.", "long?", "Number", field.Name);
                AddFilter(code, $"{start}, at least.", "long?", "Number", $"{field.Name}_min");
                AddFilter(code, $"{start}, at most.", "long?", "Number", $"{field.Name}_max");
            }
            else
            {
                AddFilter(code, description, "TextValues?", "Values", field.Name);
            }
        }
    }

    private static void AddFilter(CodeText code, string summary, string type, string getter, string name) => code.Property(
        summary, $"public {type} {CodeText.NameOf(name)} {{ get => {getter}(\"{name}\"); init => Set(\"{name}\", value); }}");
}
