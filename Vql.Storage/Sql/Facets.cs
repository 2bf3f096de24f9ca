using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Sql;

/// <summary>Writes the statements that count the values of facets.</summary>
internal static class Facets
{
    /// <summary>Returns the statement of a facet: the values and their counts.</summary>
    /// <param name="statement">The statement with the conditions.</param>
    /// <param name="facet">The facet.</param>
    /// <param name="values">The values that are counted. Null for all values, or for those that match the prefix of the facet.</param>
    public static string Of(SqlStatement statement, VqlFacet facet, string[]? values = null)
    {
        var field = statement.Entity[facet.Field];
        var counted = Counted(statement, field, facet, values);
        var condition = statement.Conditions.Write(statement.Query.Where);
        var size = facet is { Prefix: not null, Tolerance: not PrefixTolerance.None } ? VqlFacet.MaxSize : facet.Size;
        return (field.OfCompany && counted.Length > 0
                ? InMatchingCompanies(statement.Entity, field, counted, condition)
                : $"select value, count(*) from {EntitySql.From(statement.Entity, condition.JoinsCompany || field.OfCompany)} "
                    + $"cross join lateral (select {ValueOf(field, EntitySql.ValueOf(field))} as value) as each_value "
                    + $"where {condition.Sql} and value is not null{counted}")
            + $" group by value order by count(*) desc, value collate \"C\" limit {size}";
    }

    /// <summary>
    /// Returns the statement that lists the distinct values of a field with one value a row, up to a maximum number. It reads one
    /// entry of the field's index for each value.
    /// </summary>
    public static string DistinctValues(EntityFields entity, Field field, int limit)
    {
        var rows = field.OfCompany
            ? $"{FieldCatalogue.Companies.Table} {EntitySql.Company} where {EntitySql.Company}.deleted_at is null"
            : $"{entity.Table} {EntitySql.Row} where {EntitySql.NotDeleted}";
        var value = EntitySql.ColumnOf(field);
        return field.IsArray
            ? $"select value from (select distinct unnest({value}) as value from {rows}) as each_value where value > '' limit {limit}"
            : $"with recursive keys(value) as ((select {value} from {rows} and {value} > '' order by {value} limit 1) union all "
            + $"select (select {value} from {rows} and {value} > keys.value order by {value} limit 1) from keys "
            + $"where keys.value is not null) select value from keys where value is not null limit {limit}";
    }

    // PostgreSQL compares each contact's company if it can choose, because it does not know how few companies match.
    private static string InMatchingCompanies(EntityFields entity, Field field, string counted, Conditions.Condition condition) =>
        $"with matching as materialized (select {EntitySql.Company}.uuid, value from {FieldCatalogue.Companies.Table} {EntitySql.Company} "
        + $"cross join lateral (select {ValueOf(field, EntitySql.ColumnOf(field))} as value) as each_value "
        + $"where {EntitySql.Company}.deleted_at is null and value is not null{counted}) "
        + $"select value, count(*) from matching join {entity.Table} {EntitySql.Row} on {EntitySql.Row}.company_id = matching.uuid "
        + $"{(condition.JoinsCompany ? EntitySql.JoinCompany : "")} where {condition.Sql}";

    // A row with duplicates of a value counts once.
    private static string ValueOf(Field field, string value) => field.IsArray ? $"distinct unnest({EntitySql.ColumnOf(field)})" : value;

    // Returns the condition on the values that are counted. Empty for all values.
    private static string Counted(SqlStatement statement, Field field, VqlFacet facet, string[]? values)
    {
        if (values is null)
        {
            return facet is { Prefix: { } prefix, Tolerance: PrefixTolerance.None }
                ? string.Concat(prefix.ToPostgresPatterns().Select(pattern =>
                    $" and value collate \"C\" ~ {statement.Parameters.Add(pattern)}"))
                : "";
        }

        var list = statement.Parameters.Add(values);
        return field.IsArray
            ? $" and {EntitySql.ColumnOf(field)} && {list} and value = any({list})"
            : $" and {EntitySql.ColumnOf(field)} = any({list})";
    }
}
