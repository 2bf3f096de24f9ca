using Vql.Core.Fields;

namespace Vql.Storage.Postgres;

/// <summary>How the catalogue's names are spelled in SQL: tables under short aliases, fields as expressions.</summary>
internal static class EntitySql
{
    public const string Row = "r";
    public const string Company = "co";

    /// <summary>Joins a contact's living company to it.</summary>
    public static readonly string JoinCompany =
        $"left join {FieldCatalogue.Companies.Table} {Company} on {Company}.uuid = {Row}.company_id and {Company}.deleted_at is null";

    /// <summary>
    /// Joins a contact's living company to it, row by row: nothing that is asked of companies is asked before the contact's is found.
    /// </summary>
    public static readonly string LookUpCompany =
        $"left join lateral (select * from {FieldCatalogue.Companies.Table} where uuid = {Row}.company_id and deleted_at is null offset 0) {Company} on true";

    /// <summary>The living rows, a contact's with its living company.</summary>
    public static string From(EntityFields entity) => From(entity, joinsCompany: entity.JoinsCompany);

    /// <summary>
    /// The living rows, with the company only where something is said of it: PostgreSQL drops a join that nobody needs, but
    /// reads its column all the same, and so the row where an index would do.
    /// </summary>
    public static string From(EntityFields entity, bool joinsCompany) => joinsCompany ? $"{entity.Table} {Row} {JoinCompany}" : $"{entity.Table} {Row}";

    public const string Living = $"{Row}.deleted_at is null";

    /// <summary>Whether the row's uuid lies from <c>$1</c> up to before <c>$2</c>, of which null is no bound.</summary>
    public const string InRange = $"({Row}.uuid >= coalesce($1, '')) and ($2 is null or {Row}.uuid < $2)";

    /// <summary>Whether the row has no company; then the document holds zero values in its stead.</summary>
    public const string WithoutCompany = $"{Company}.uuid is null";

    /// <summary>Whether the row has a company.</summary>
    public const string WithCompany = $"{Company}.uuid is not null";

    /// <summary>The living companies alone, under the name that they have where contacts are read with them.</summary>
    public static readonly string LivingCompanies = $"{FieldCatalogue.Companies.Table} {Company} where {Company}.deleted_at is null";

    /// <summary>What is searched of the field's column, as an expression.</summary>
    public static string ColumnOf(Field field) => Searched(field, NameOf(field));

    /// <summary>What is searched of the field's column that goes by that name in a statement.</summary>
    public static string Searched(Field field, string name) => field.Normalization switch
    {
        ValueNormalization.None when field.EncodesSymbols => $"vql_symbol_text({name})",
        ValueNormalization.None when field.Column.IsCaseInsensitive => $"vql_lower({name})",
        ValueNormalization.None => Shown(field.Column, name),
        ValueNormalization.Label when field.IsArray => $"vql_labels({name})",
        ValueNormalization.Label => $"vql_label({name})",
        ValueNormalization.Email => $"vql_email({name})",
        ValueNormalization.Url => $"vql_url({name})",
        ValueNormalization.Domain => $"vql_domain({name})",
        ValueNormalization.Phone => $"vql_phone({name})",
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    /// <summary>What the document of a row with all its parts holds for the field: texts in NFC, in which queries come, too.</summary>
    public static string DocumentOf(Field field) => field.Kind == FieldKind.Text ? $"vql_nfc({ColumnOf(field)})" : ColumnOf(field);

    /// <summary>What is read of a column that goes by that name in a statement: a date is one that .NET and the index can hold.</summary>
    public static string Shown(Column column, string name) => column.Type == ColumnType.Timestamp ? Moment(name) : name;

    /// <summary>The nearest moment that .NET and the index can hold.</summary>
    public static string Moment(string value) => $"vql_moment({value})";

    /// <summary>Whether the field's date is outside of what .NET and the index hold; its index answers that.</summary>
    public static string ClampedDate(Field field) =>
        $"({ColumnOf(field)} in ({Moment("'-infinity'")}, {Moment("'infinity'")}) and {Row}.{field.Column.Name} <> {ColumnOf(field)})";

    /// <summary>
    /// What the document holds for the field, as an expression: the column, but for a contact
    /// without a company the zero value that the Go service writes ("" and 0; null for lists).
    /// </summary>
    public static string ValueOf(Field field) => ValueOf(field, ColumnOf(field));

    /// <summary>The same as it stands in the document.</summary>
    public static string DocumentValueOf(Field field) => ValueOf(field, DocumentOf(field));

    private static string NameOf(Field field) => $"{(field.OfCompany ? Company : Row)}.{field.Column.Name}";

    private static string ValueOf(Field field, string column)
    {
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
