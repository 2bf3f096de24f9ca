using Npgsql;
using NpgsqlTypes;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Sql;

namespace Vql.Storage.Postgres;

/// <summary>Finds the most common spellings of values that were counted in their normalized form.</summary>
/// <param name="source">The database.</param>
public sealed class ValueSpellings(NpgsqlDataSource source)
{
    /// <summary>The maximum number of rows that are read to find the most common spelling of a value.</summary>
    public const int MaxRows = 500;

    /// <summary>Replaces normalized values as <see cref="ReplaceAsync"/> does. Without the database, they are unchanged.</summary>
    public async Task<IReadOnlyList<FacetCount>> TryReplaceAsync(
        EntityFields entity, Field field, IReadOnlyList<FacetCount> counts, CancellationToken cancellationToken)
    {
        try
        {
            return field.Normalization == ValueNormalization.None || counts.Count == 0
                ? counts
                : await ReplaceAsync(entity, field, counts, cancellationToken);
        }
        catch (NpgsqlException)
        {
            return counts;
        }
    }

    /// <summary>
    /// Replaces normalized values with their most common spelling, and with the first in byte order if several are equally common.
    /// </summary>
    /// <param name="entity">The entity.</param>
    /// <param name="field">A field with normalized values.</param>
    /// <param name="counts">The values and their numbers of rows.</param>
    /// <param name="cancellationToken">Cancels the query, also in the database.</param>
    /// <returns>The counts in the same order. A value without rows is unchanged.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<IReadOnlyList<FacetCount>> ReplaceAsync(
        EntityFields entity, Field field, IReadOnlyList<FacetCount> counts, CancellationToken cancellationToken)
    {
        var table = (field.OfCompany ? FieldCatalogue.Companies : entity).Table;
        var column = field.Column.Name;
        var normalized = EntitySql.SearchExpression(field, column);
        var rows = field.IsArray
            ? $"(select {column} from {table} where deleted_at is null and {normalized} @> array[key.value] limit {MaxRows}) as found, "
                + $"unnest({column}) as value where vql_label(value) = key.value"
            : $"(select {column} as value from {table} where deleted_at is null and {normalized} = key.value "
                + $"limit {MaxRows}) as found";
        await using var command = source.CreateCommand(
            "select key.place, spelling.value from unnest($1) with ordinality as key(value, place) cross join lateral " +
            $"(select value from {rows} group by value order by count(*) desc, value collate \"C\" limit 1) as spelling");
        command.Parameters.Add(new NpgsqlParameter<string[]>
        {
            TypedValue = [.. counts.Select(count => count.Value)],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
        });
        var spelled = counts.ToArray();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var place = (int)reader.GetInt64(0) - 1;
            spelled[place] = spelled[place] with { Value = reader.GetString(1) };
        }

        return spelled;
    }
}
