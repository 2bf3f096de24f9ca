using System.Text.Json;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Postgres;

/// <summary>A column that is read, with its JSON member's name ready to write.</summary>
internal readonly record struct SelectedColumn(ColumnType Type, JsonEncodedText Name);

/// <summary>Which columns of rows, and of their companies, are read by uuid; the statement is made once for what is mostly asked.</summary>
internal sealed class RowSelection
{
    private static readonly RowSelection Contacts = new(FieldCatalogue.Contacts, new VqlQuery());
    private static readonly RowSelection Companies = new(FieldCatalogue.Companies, new VqlQuery());
    private static readonly RowSelection ContactsWithCompany = new(FieldCatalogue.Contacts, new VqlQuery { Company = CompanyConfig.All });

    private RowSelection(EntityFields entity, VqlQuery query)
    {
        var own = Select(entity, query.SelectColumns, entity.JoinsCompany ? ["uuid", "company_id"] : ["uuid"]);
        var company = query.Company.Populate && entity.JoinsCompany
            ? Select(FieldCatalogue.Companies, query.Company.SelectColumns, ["uuid"])
            : [];
        string[] columns =
        [
            .. own.Select(column => EntitySql.ReadExpression(column, $"{EntitySql.Row}.{column.Name}")),
            .. company.Select(column => EntitySql.ReadExpression(column, $"{EntitySql.Company}.{column.Name}")),
        ];
        Sql = $"select {string.Join(", ", columns)} from {EntitySql.From(entity)} where {EntitySql.NotDeleted} and {EntitySql.Row}.uuid = any($1)";
        UuidAt = own.FindIndex(IsUuid);
        CompanyUuidAt = company.Count > 0 ? own.Count + company.FindIndex(IsUuid) : null;
        Own = [.. own.Select(ToSelected)];
        Company = [.. company.Select(ToSelected)];
    }

    public string Sql { get; }

    public SelectedColumn[] Own { get; }

    /// <summary>Read after the row's own; empty when companies are not asked for.</summary>
    public SelectedColumn[] Company { get; }

    public int UuidAt { get; }

    /// <summary>Null in that column says that there is no company.</summary>
    public int? CompanyUuidAt { get; }

    public static RowSelection Of(EntityFields entity, VqlQuery query)
    {
        if (query.SelectColumns.Count > 0 || query.Company.SelectColumns.Count > 0)
        {
            return new RowSelection(entity, query);
        }

        return !entity.JoinsCompany ? Companies : query.Company.Populate ? ContactsWithCompany : Contacts;
    }

    // Some are always there, as the Go service has them, chosen or not.
    private static List<Column> Select(EntityFields entity, IReadOnlyList<string> names, string[] required) =>
        [.. entity.Columns.Where(column => names.Count == 0 ? column.Name != "deleted_at" : names.Contains(column.Name) || required.Contains(column.Name))];

    private static bool IsUuid(Column column) => column.Name == "uuid";

    private static SelectedColumn ToSelected(Column column) => new(column.Type, JsonEncodedText.Encode(column.Name));
}
