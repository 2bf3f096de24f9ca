using Vql.Core.Language;

namespace Vql.Storage.Sql;

/// <summary>Writes the statements that count the values of facets.</summary>
internal static class Facets
{
    /// <summary>Returns the statement of a facet: the values and their counts.</summary>
    public static string Of(SqlStatement statement, VqlFacet facet)
    {
        var field = statement.Entity[facet.Field];
        // A row with duplicates of a value counts once.
        var value = field.IsArray ? $"distinct unnest({EntitySql.ColumnOf(field)})" : EntitySql.ValueOf(field);
        return $"select value, count(*) from {EntitySql.From(statement.Entity)} "
            + $"cross join lateral (select {value} as value) as each_value "
            + $"where {statement.Conditions.Write(statement.Query.Where).Sql} and value is not null "
            + $"group by value order by count(*) desc, value collate \"C\" limit {facet.Size}";
    }
}
