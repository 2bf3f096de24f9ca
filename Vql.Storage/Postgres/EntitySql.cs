using Vql.Core.Fields;

namespace Vql.Storage.Postgres;

/// <summary>How the catalogue's names are spelled in SQL: tables under short aliases, fields as expressions.</summary>
internal static class EntitySql
{
    public const string Row = "r";
    public const string Company = "co";

    /// <summary>The living rows, a contact's with its living company.</summary>
    public static string From(EntityFields entity) => entity.JoinsCompany
        ? $"{entity.Table} {Row} left join {FieldCatalogue.Companies.Table} {Company} on {Company}.uuid = {Row}.company_id and {Company}.deleted_at is null"
        : $"{entity.Table} {Row}";

    public const string Living = $"{Row}.deleted_at is null";

    /// <summary>Whether the row's uuid lies from <c>$1</c> up to before <c>$2</c>, of which null is no bound.</summary>
    public const string InRange = $"({Row}.uuid >= coalesce($1, '')) and ($2 is null or {Row}.uuid < $2)";

    /// <summary>Whether the row has no company; then the document holds zero values in its stead.</summary>
    public const string WithoutCompany = $"{Company}.uuid is null";

    /// <summary>What is searched of the field's column, as an expression.</summary>
    public static string ColumnOf(Field field) => Searched(field.Column, $"{(field.OfCompany ? Company : Row)}.{field.Column.Name}");

    /// <summary>What is searched of a column that goes by that name in a statement.</summary>
    public static string Searched(Column column, string name) => column.IsCaseless ? $"vql_lower({name})" : name;

    /// <summary>
    /// What the document holds for the field, as an expression: the column, but for a contact
    /// without a company the zero value that the Go service writes ("" and 0; null for lists).
    /// </summary>
    public static string ValueOf(Field field)
    {
        var column = ColumnOf(field);
        if (field.Column.NullIsEmpty)
        {
            return $"coalesce({column}, '')";
        }

        return ZeroOf(field) is { } zero && field.OfCompany ? $"case when {WithoutCompany} then {zero} else {column} end" : column;
    }

    private static string? ZeroOf(Field field) => field.Column.Type switch
    {
        ColumnType.Text => "''",
        ColumnType.BigInt => "0",
        _ => null,
    };
}
