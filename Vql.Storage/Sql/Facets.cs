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
        // A row with duplicates of a value counts once.
        var value = field.IsArray ? $"distinct unnest({EntitySql.ColumnOf(field)})" : EntitySql.ValueOf(field);
        var condition = statement.Conditions.Write(statement.Query.Where);
        var counted = values is not null ? $" and {EntitySql.ColumnOf(field)} = any({statement.Parameters.Add(values)})"
            : facet is { Prefix: { } prefix, Tolerance: PrefixTolerance.None } ? Matching(statement, prefix)
            : "";
        var size = facet is { Prefix: not null, Tolerance: not PrefixTolerance.None } ? VqlFacet.MaxSize : facet.Size;
        return $"select value, count(*) from {EntitySql.From(statement.Entity, condition.JoinsCompany || field.OfCompany)} "
            + $"cross join lateral (select {value} as value) as each_value "
            + $"where {condition.Sql} and value is not null{counted} "
            + $"group by value order by count(*) desc, value collate \"C\" limit {size}";
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
        return $"with recursive keys(value) as ((select {value} from {rows} and {value} > '' order by {value} limit 1) union all "
            + $"select (select {value} from {rows} and {value} > keys.value order by {value} limit 1) from keys "
            + $"where keys.value is not null) select value from keys where value is not null limit {limit}";
    }

    private static string Matching(SqlStatement statement, TypedText prefix) => string.Concat(
        prefix.ToPostgresPatterns().Select(pattern => $" and value collate \"C\" ~ {statement.Parameters.Add(pattern)}"));
}
