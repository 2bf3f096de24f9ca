using Npgsql;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Sql;

namespace Vql.Storage.Postgres;

/// <summary>A query of a list of values.</summary>
/// <param name="Where">The conditions for the rows.</param>
/// <param name="Search">A text that the values contain, case-insensitive. Empty for all values.</param>
/// <param name="IsDistinct">Whether each value is returned once, in the order of the values.</param>
/// <param name="Descending">Whether the order is descending.</param>
/// <param name="Separated">Whether each element of a list is a value. Otherwise, a list is one value, joined by commas.</param>
/// <param name="Offset">The number of values to skip.</param>
/// <param name="Limit">The maximum number of values. Null for all.</param>
public sealed record ValueQuery(VqlWhere Where, string Search, bool IsDistinct, bool Descending, bool Separated, long Offset, long? Limit);

/// <summary>A value and the number of rows that have it.</summary>
/// <param name="Value">The value.</param>
/// <param name="Count">The number of rows.</param>
public sealed record ValueCount(string Value, long Count);

/// <summary>Lists the values of rows.</summary>
/// <param name="source">The database.</param>
/// <param name="time">The time provider for <c>now</c> in dates.</param>
public sealed class ValueReader(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>The value that the original system writes for unknown values.</summary>
    public const string Placeholder = "_";

    /// <summary>Reads the values. Blank values are omitted.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<IReadOnlyList<ValueCount>> ListAsync(ValueList list, ValueQuery query, CancellationToken cancellationToken)
    {
        var entity = FieldCatalogue.For(list.Entity);
        await using var statement = await SqlStatement.OpenAsync(
            source, time, entity, new VqlQuery { Where = query.Where }, cancellationToken);
        var parameters = statement.Parameters;
        var direction = query.Descending ? " desc" : "";
        var found = query.Search.Length == 0 ? "" : $" and strpos(vql_lower(value), vql_lower({parameters.Add(query.Search)})) > 0";
        var values = $"from (select each_value.value from {EntitySql.From(entity)} " +
            $"cross join lateral (select {ValueOf(entity, list, query.Separated)} as value) as each_value " +
            $"where {statement.Conditions.Write(statement.Query.Where).Sql}) as each_row " +
            $"where btrim(value) <> '' and value <> '{Placeholder}'{found}";
        var limit = query.Limit is { } count ? $" limit {parameters.Add(count)}" : "";
        return await statement.ReadAsync(
            (query.IsDistinct
                ? $"select mode() within group (order by value) as spelling, count(*) {values} "
                    + $"group by {GroupKey(entity, list, query.Separated)} order by spelling{direction}"
                : $"select value, 1::bigint {values} order by value{direction}")
            + $" offset {parameters.Add(query.Offset)}{limit}",
            static reader => new ValueCount(reader.GetString(0), reader.GetInt64(1)),
            cancellationToken);
    }

    // Spellings of the same value are grouped. The most common one is returned.
    private static string GroupKey(EntityFields entity, ValueList list, bool separated) =>
        list.Form == ValueForm.Whole
        && (separated || !list.IsArray)
        && HasSpellings(entity[list.Fields[0]])
            ? "vql_label(value)"
            : "value";

    /// <summary>Returns whether values of a field with the same label are spellings of one value.</summary>
    public static bool HasSpellings(Field field) => field.Column.Normalization == ValueNormalization.Label;

    // A row with duplicates of a value counts once.
    private static string ValueOf(EntityFields entity, ValueList list, bool separated)
    {
        var columns = list.Fields.Select(field => EntitySql.ColumnOf(entity[field])).ToList();
        return list.Form switch
        {
            ValueForm.Place => $"concat_ws(', ', {string.Join(", ", columns.Select(column => $"nullif({column}, '')"))})",
            ValueForm.Domain => $"vql_domain({columns[0]})",
            _ when list.IsArray => separated ? $"distinct unnest({columns[0]})" : $"array_to_string({columns[0]}, ',')",
            _ => columns[0],
        };
    }
}
