using Npgsql;
using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Bench.Api;

/// <summary>Values that rows hold, as a caller of a filter would send them.</summary>
internal static class FilterValues
{
    private const int Drawn = 12;

    /// <summary>The same rows give the same values; the most frequent value of all comes first, as the hardest.</summary>
    public static async Task<IReadOnlyList<string>> DrawAsync(
        NpgsqlDataSource source, EntityFields entity, FilterParameter filter, CancellationToken cancellationToken)
    {
        var field = entity[filter.Fields[0]];
        var table = (field.OfCompany ? FieldCatalogue.Companies : entity).Table;
        var column = field.Column.Name;
        var element = field.IsArray ? $"(select unnest({column}) limit 1)" : column;
        var text = field.Kind == FieldKind.Date ? $"to_char({element} at time zone 'UTC', 'YYYY-MM-DD')" : $"{element}::text";
        await using var command = source.CreateCommand($"""
            with drawn as materialized (
                select {text} as value, uuid from (select * from {table} where deleted_at is null and {column} is not null order by uuid limit 20000) as some)
            (select value from drawn where value > '' group by value order by count(*) desc, value limit 1)
            union all
            (select value from drawn where value > '' order by md5(uuid) limit {Drawn})
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var values = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            // Neither a whole description nor a comma, which would part it in two.
            var value = string.Join(' ', reader.GetString(0).Split(',')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(3));
            if (value.Length > 0)
            {
                values.Add(value);
            }
        }

        return values.Count > 0 ? values : [filter.Example];
    }
}
