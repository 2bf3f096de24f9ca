using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Sql;

namespace Vql.Storage.Postgres;

/// <summary>A filter that a client can show: a row of the table <c>filters</c>.</summary>
/// <param name="Id">The id of the row.</param>
/// <param name="Key">The field to filter by.</param>
/// <param name="Service"><c>contact</c> or <c>company</c>.</param>
/// <param name="FilterType"><c>text</c>, <c>keyword</c> or <c>range</c>.</param>
/// <param name="DisplayName">The display name.</param>
/// <param name="DirectDerived">
/// Whether the values are read from the column. Otherwise, they are stored in <c>filters_data</c>.
/// </param>
public sealed record Filter(long Id, string Key, string Service, string FilterType, string DisplayName, bool DirectDerived);

/// <summary>A value of a filter.</summary>
/// <param name="Value">The value to filter by.</param>
/// <param name="DisplayValue">The display value.</param>
public readonly record struct FilterValue(string Value, string DisplayValue);

/// <summary>Reads the active filters and their values.</summary>
/// <param name="source">The database.</param>
public sealed class Filters(NpgsqlDataSource source)
{
    private const string Columns = "id, key, service, filter_type, display_name, direct_derived";
    private const string Active = "service = $1 and active and deleted_at is null";

    /// <summary>Returns the name of an entity in the filter tables.</summary>
    public static string ServiceOf(Entity entity) => entity == Entity.Contact ? "contact" : "company";

    /// <summary>Returns all filters of an entity.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<IReadOnlyList<Filter>> ListAsync(Entity entity, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"select {Columns} from filters where {Active} order by id");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = ServiceOf(entity) });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var filters = new List<Filter>();
        while (await reader.ReadAsync(cancellationToken))
        {
            filters.Add(Read(reader));
        }

        return filters;
    }

    /// <summary>Returns the filter with a key, or null.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<Filter?> FindAsync(Entity entity, string key, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"select {Columns} from filters where {Active} and key = $2 order by id limit 1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = ServiceOf(entity) });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    /// <summary>Returns the values of a filter, in the order of their first occurrence.</summary>
    /// <param name="entity">The entity of the filter.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="text">A text that the values contain, case-insensitive. Empty for all values.</param>
    /// <param name="offset">The number of values to skip.</param>
    /// <param name="limit">The maximum number of values.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public async Task<IReadOnlyList<FilterValue>> ListValuesAsync(
        EntityFields entity, Filter filter, string text, long offset, long limit, CancellationToken cancellationToken)
    {
        var parameters = new Parameters();
        var pattern = parameters.Add(LikePattern.OfPart(text));
        var rows = filter.DirectDerived ? ColumnValuesSql(entity, filter.Key, pattern) : StoredValuesSql(filter, pattern, parameters);
        if (rows is null)
        {
            return [];
        }

        await using var command = source.CreateCommand($"{rows} offset {parameters.Add(offset)} limit {parameters.Add(limit)}");
        parameters.AddTo(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var values = new List<FilterValue>();
        while (await reader.ReadAsync(cancellationToken))
        {
            values.Add(new FilterValue(reader.GetString(0), reader.GetString(1)));
        }

        return values;
    }

    private static string StoredValuesSql(Filter filter, string pattern, Parameters parameters) =>
        $"select value, display_value from filters_data where service = {parameters.Add(filter.Service)} " +
        $"and filter_key = {parameters.Add(filter.Key)} and deleted_at is null and display_value ilike {pattern} order by id";

    // Returns null if the key is not a text or keyword field. Such a filter has no values.
    private static string? ColumnValuesSql(EntityFields entity, string key, string pattern)
    {
        if (!entity.TryGetField(key, out var field) || field.Kind is FieldKind.Number or FieldKind.Date)
        {
            return null;
        }

        var column = EntitySql.ColumnOf(field);
        var from = field.IsArray
            ? $"{EntitySql.From(entity)} cross join lateral unnest({column}) as element(value)"
            : $"{EntitySql.From(entity)} cross join lateral (select {column}) as element(value)";
        return $"select value, value from {from} where {EntitySql.NotDeleted} and value <> '' and value ilike {pattern} " +
            $"group by value order by min({EntitySql.Row}.id), value";
    }

    private static Filter Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetBoolean(5));
}
