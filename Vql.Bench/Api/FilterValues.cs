using Npgsql;
using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Bench.Api;

/// <summary>Values that rows hold, as a caller of a filter would send them.</summary>
internal static class FilterValues
{
    private const int Sampled = 50_000;
    private const int Extremes = 2;
    private const int Drawn = 4;
    private const int MostWords = 3;

    /// <summary>For each of the filter's fields the commonest values, the rarest, and some as often as rows hold them. The same rows give the same values.</summary>
    public static async Task<IReadOnlyList<string>> DrawAsync(
        NpgsqlDataSource source, EntityFields entity, FilterParameter filter, CancellationToken cancellationToken)
    {
        var values = new List<string>();
        foreach (var field in filter.Fields)
        {
            values.AddRange(await DrawAsync(source, entity, entity[field], cancellationToken));
        }

        return values.Count > 0 ? [.. values.Distinct()] : [filter.Example];
    }

    private static async Task<List<string>> DrawAsync(NpgsqlDataSource source, EntityFields entity, Field field, CancellationToken cancellationToken)
    {
        var table = (field.OfCompany ? FieldCatalogue.Companies : entity).Table;
        var column = field.Column.Name;
        var text = field.Kind == FieldKind.Date ? $"to_char({column} at time zone 'UTC', 'YYYY-MM-DD')" : $"{column}::text";
        // What is common in a text is a word; what a caller types of one is a few of its words.
        var counted = field.IsArray ? $"unnest({column})" : field.Kind == FieldKind.Text ? $"unnest(vql_words({column}))" : text;
        await using var command = source.CreateCommand($"""
            with sample as materialized (
                select {column}, uuid from {table} where deleted_at is null and {column} is not null order by uuid limit {Sampled}),
            counted as materialized (
                select value, count(*) as rows from (select {counted} as value from sample) as each_value where value > '' group by value)
            (select value from counted order by rows desc, value limit {Extremes})
            union all
            (select value from counted order by rows, md5(value) limit {Extremes})
            union all
            (select value from (select {(field.IsArray ? $"{column}[1]" : text)} as value, uuid from sample) as drawn where value > '' order by md5(uuid) limit {Drawn})
            """);
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var values = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            // A comma would part a value in two.
            var value = reader.GetString(0).Split(',')[0];
            values.Add(field.Kind == FieldKind.Text ? string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MostWords)) : value);
        }

        return values.FindAll(value => value.Trim().Length > 0);
    }
}
