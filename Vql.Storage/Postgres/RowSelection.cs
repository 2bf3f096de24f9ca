using System.Text.Json;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Sql;

namespace Vql.Storage.Postgres;

/// <summary>A selected column with the encoded name of its JSON member.</summary>
internal readonly record struct SelectedColumn(ColumnType Type, JsonEncodedText Name);

/// <summary>
/// The columns of rows, and of their companies, that are read by UUID. The statements of the most common selections are cached.
/// </summary>
internal sealed class RowSelection
{
    private static readonly RowSelection Contacts = new(FieldCatalogue.Contacts, new VqlQuery());
    private static readonly RowSelection Companies = new(FieldCatalogue.Companies, new VqlQuery());
    private static readonly RowSelection ContactsWithCompany =
        new(FieldCatalogue.Contacts, new VqlQuery { Company = CompanyConfig.All });

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
        Sql = $"select {string.Join(", ", columns)} from {EntitySql.From(entity)} " +
            $"where {EntitySql.NotDeleted} and {EntitySql.Row}.uuid = any($1)";
        UuidAt = own.FindIndex(column => column.IsKey);
        CompanyUuidAt = company.Count > 0 ? own.Count + company.FindIndex(column => column.IsKey) : null;
        Own = [.. own.Select(ToSelected)];
        Company = [.. company.Select(ToSelected)];
    }

    public string Sql { get; }

    public SelectedColumn[] Own { get; }

    /// <summary>The columns of the company, which follow the columns of the row. Empty if no company is requested.</summary>
    public SelectedColumn[] Company { get; }

    public int UuidAt { get; }

    /// <summary>
    /// The index of the company's UUID, which is null for a row without a company. Null if no company is requested.
    /// </summary>
    public int? CompanyUuidAt { get; }

    public static RowSelection Of(EntityFields entity, VqlQuery query)
    {
        if (query.SelectColumns.Count > 0 || query.Company.SelectColumns.Count > 0)
        {
            return new RowSelection(entity, query);
        }

        return !entity.JoinsCompany ? Companies : query.Company.Populate ? ContactsWithCompany : Contacts;
    }

    // As in the Go service, some columns are always selected.
    private static List<Column> Select(EntityFields entity, IReadOnlyList<string> names, string[] required) =>
        [.. entity.Columns.Where(column => names.Count == 0
            ? column.Name != "deleted_at"
            : names.Contains(column.Name) || required.Contains(column.Name))];

    private static SelectedColumn ToSelected(Column column) => new(column.Type, JsonEncodedText.Encode(column.Name));
}
