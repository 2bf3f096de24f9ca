using Vql.Core.Fields;

namespace Vql.Storage.Sql;

/// <summary>
/// Provides the SQL for the entities and fields of the catalogue: tables with short aliases, fields as expressions.
/// </summary>
internal static class EntitySql
{
    public const string Row = "r";
    public const string Company = "co";

    /// <summary>Joins the company of a contact, unless the company is deleted.</summary>
    public static readonly string JoinCompany =
        $"left join {FieldCatalogue.Companies.Table} {Company} on {Company}.uuid = {Row}.company_id and {Company}.deleted_at is null";

    /// <summary>
    /// Joins the company of a contact row by row. Conditions on companies are evaluated only for the company of each contact.
    /// </summary>
    public static readonly string JoinCompanyByRow =
        $"left join lateral (select * from {FieldCatalogue.Companies.Table} " +
        $"where uuid = {Row}.company_id and deleted_at is null offset 0) {Company} on true";

    /// <summary>Returns the <c>from</c> clause of an entity. Contacts are joined with their companies.</summary>
    public static string From(EntityFields entity) => From(entity, joinsCompany: entity.JoinsCompany);

    /// <summary>
    /// Returns the <c>from</c> clause of an entity, with the company only if it is needed. PostgreSQL removes an unused join but
    /// still reads its column, which prevents index-only scans.
    /// </summary>
    public static string From(EntityFields entity, bool joinsCompany) =>
        joinsCompany ? $"{entity.Table} {Row} {JoinCompany}" : $"{entity.Table} {Row}";

    /// <summary>The condition that the row is not deleted.</summary>
    public const string NotDeleted = $"{Row}.deleted_at is null";

    /// <summary>
    /// The condition that the row's UUID is at least <c>$1</c> and less than <c>$2</c>. Null is no bound.
    /// </summary>
    public const string InRange = $"({Row}.uuid >= coalesce($1, '')) and ($2 is null or {Row}.uuid < $2)";

    /// <summary>The condition that the row has no company. The document then contains zero values for its fields.</summary>
    public const string WithoutCompany = $"{Company}.uuid is null";

    /// <summary>Returns the condition that the value of a field is the zero value of a contact without a company.</summary>
    public static string IsAbsent(Field field) => field.OfCompany ? WithoutCompany : $"{ColumnOf(field)} is null";

    /// <summary>The condition that the row has a company.</summary>
    public const string WithCompany = $"{Company}.uuid is not null";

    /// <summary>The companies that are not deleted, with the alias that they have in a join with contacts.</summary>
    public static readonly string NotDeletedCompanies =
        $"{FieldCatalogue.Companies.Table} {Company} where {Company}.deleted_at is null";

    /// <summary>Returns the rows that are not deleted of the table with the column of a field.</summary>
    public static string NotDeletedOwner(EntityFields entity, Field field) =>
        field.OfCompany ? NotDeletedCompanies : $"{entity.Table} {Row} where {NotDeleted}";

    /// <summary>Returns the expression of a field for searches.</summary>
    public static string ColumnOf(Field field) => SearchExpression(field, NameOf(field));

    /// <summary>Returns the expression of a field for searches.</summary>
    /// <param name="field">The field.</param>
    /// <param name="name">The name of its column in the statement.</param>
    public static string SearchExpression(Field field, string name) => field.Normalization switch
    {
        ValueNormalization.None when field.EncodesSymbols => $"vql_symbol_text({name})",
        ValueNormalization.None when field.FoldsAccents => $"vql_folded_text({name})",
        ValueNormalization.None when field.Column.IsCaseInsensitive => $"vql_lower({name})",
        ValueNormalization.None => ReadExpression(field.Column, name),
        ValueNormalization.Label when field.IsArray => $"vql_labels({name})",
        ValueNormalization.Label => $"vql_label({name})",
        ValueNormalization.ShortLabel => $"vql_shortlabel({name})",
        ValueNormalization.Email => $"vql_email({name})",
        ValueNormalization.EmailDomain => $"vql_emaildomain({name})",
        ValueNormalization.Url => $"vql_url({name})",
        ValueNormalization.Domain => $"vql_domain({name})",
        ValueNormalization.Phone => $"vql_phone({name})",
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    /// <summary>Returns the expression that reads the column of a field. Several fields can have the same column.</summary>
    public static string ReadExpression(Field field) => ReadExpression(field.Column, NameOf(field));

    /// <summary>
    /// Returns the expression that reads a column. Dates are clamped to the range that .NET and the index support.
    /// </summary>
    /// <param name="column">The column.</param>
    /// <param name="name">The name of the column in the statement.</param>
    public static string ReadExpression(Column column, string name) =>
        column.Type == ColumnType.Timestamp ? ClampTimestamp(name) : name;

    /// <summary>Returns the columns of an entity with a table alias, in the order of the catalogue.</summary>
    public static string ReadColumns(EntityFields entity, string alias) =>
        string.Join(", ", entity.Columns.Select(column => ReadExpression(column, $"{alias}.{column.Name}")));

    /// <summary>Returns the columns of an entity, and those of the company of a contact.</summary>
    public static string ReadColumnsWithCompany(EntityFields entity) => entity.JoinsCompany
        ? $"{ReadColumns(entity, Row)}, {ReadColumns(FieldCatalogue.Companies, Company)}"
        : ReadColumns(entity, Row);

    /// <summary>Returns an expression that clamps a timestamp to the range that .NET and the index support.</summary>
    public static string ClampTimestamp(string value) => $"vql_moment({value})";

    /// <summary>
    /// Returns the condition that a date is outside the range that .NET and the index support. The index of the field serves it.
    /// </summary>
    public static string ClampedDate(Field field) =>
        $"({ColumnOf(field)} in ({ClampTimestamp("'-infinity'")}, {ClampTimestamp("'infinity'")}) " +
        $"and {Row}.{field.Column.Name} <> {ColumnOf(field)})";

    /// <summary>
    /// Returns the expression of the value that a query compares: the column, or the zero value of a contact without a company.
    /// </summary>
    public static string ValueOf(Field field) => field.ZeroValue switch
    {
        null => ColumnOf(field),
        var zero when field.OfCompany =>
            $"case when {WithoutCompany} then {(zero.Length == 0 ? "''" : zero)} else {ColumnOf(field)} end",
        _ => $"coalesce({ColumnOf(field)}, '')",
    };

    private static string NameOf(Field field) => $"{(field.OfCompany ? Company : Row)}.{field.Column.Name}";
}
