using Npgsql;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Postgres;

/// <summary>What of a list's values is asked for.</summary>
/// <param name="Where">The rows that count.</param>
/// <param name="Search">What a value must contain, without regard to case; empty for anything.</param>
/// <param name="IsDistinct">Whether each value comes once, in the order of the values.</param>
/// <param name="Descending">Whether the values descend.</param>
/// <param name="Separated">Whether each element of a list is a value; else the whole list is, joined by commas.</param>
/// <param name="Offset">How many to leave out first.</param>
/// <param name="Limit">At most so many; null for all.</param>
public sealed record ValueQuery(VqlWhere Where, string Search, bool IsDistinct, bool Descending, bool Separated, long Offset, long? Limit);

/// <summary>A value, and how many rows have it.</summary>
/// <param name="Value">The value.</param>
/// <param name="Count">How many rows.</param>
public sealed record ValueCount(string Value, long Count);

/// <summary>Lists the values that rows have.</summary>
/// <param name="source">The database.</param>
/// <param name="time">The time provider for <c>now</c> in dates.</param>
public sealed class ValueReader(NpgsqlDataSource source, TimeProvider time)
{
    // What the original system writes for "unknown".
    private const string Placeholder = "_";

    /// <summary>Reads the values; blank ones are none.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<IReadOnlyList<ValueCount>> ListAsync(ValueList list, ValueQuery query, CancellationToken cancellationToken)
    {
        var entity = FieldCatalogue.For(list.Entity);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var parameters = new Parameters();
        var compiler = await SqlCompiler.ForAsync(connection, entity, query.Where, time, parameters, cancellationToken);
        var direction = query.Descending ? " desc" : "";
        var found = query.Search.Length == 0 ? "" : $" and strpos(vql_lower(value), vql_lower({parameters.Add(query.Search)})) > 0";
        var values = $"from (select {ValueOf(entity, list, query.Separated)} as value from {EntitySql.From(entity)} where {compiler.Compile(query.Where).Sql}) as each_row " +
            $"where btrim(value) <> '' and value <> '{Placeholder}'{found}";
        var limit = query.Limit is { } most ? $" limit {parameters.Add(most)}" : "";
        await using var command = new NpgsqlCommand(
            (query.IsDistinct
                ? $"select mode() within group (order by value) as spelling, count(*) {values} group by {SameValue(entity, list, query.Separated)} order by spelling{direction}"
                : $"select value, 1::bigint {values} order by value{direction}")
            + $" offset {parameters.Add(query.Offset)}{limit}", connection);
        parameters.AddTo(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var read = new List<ValueCount>();
        while (await reader.ReadAsync(cancellationToken))
        {
            read.Add(new ValueCount(reader.GetString(0), reader.GetInt64(1)));
        }

        return read;
    }

    // Spellings of one value are one; the commonest of them is shown.
    private static string SameValue(EntityFields entity, ValueList list, bool separated) =>
        list.Form == ValueForm.Whole && (separated || !list.IsArray) && entity[list.Fields[0]].Column.Normalization == ValueNormalization.Label ? "vql_label(value)" : "value";

    private static string ValueOf(EntityFields entity, ValueList list, bool separated)
    {
        var columns = list.Fields.Select(field => EntitySql.ColumnOf(entity[field])).ToList();
        return list.Form switch
        {
            ValueForm.Place => $"concat_ws(', ', {string.Join(", ", columns.Select(column => $"nullif({column}, '')"))})",
            ValueForm.Domain => $"vql_domain({columns[0]})",
            _ when list.IsArray => separated ? $"unnest({columns[0]})" : $"array_to_string({columns[0]}, ',')",
            _ => columns[0],
        };
    }
}
