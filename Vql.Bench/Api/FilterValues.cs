using Npgsql;
using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Bench.Api;

/// <summary>Samples filter values from the rows.</summary>
internal static class FilterValues
{
    private const int SampledRows = 50_000;
    private const int Extremes = 2;
    private const int RandomValues = 4;
    private const int MaxWords = 3;

    /// <summary>
    /// Returns the most common values of each field of a filter, the rarest ones, and some random ones weighted by
    /// frequency. For a Boolean filter, both values. The result is deterministic for the same rows.
    /// </summary>
    public static async Task<IReadOnlyList<string>> SampleAsync(
        NpgsqlDataSource source, EntityFields entity, FilterParameter filter, CancellationToken cancellationToken)
    {
        if (filter.Kind == FilterKind.Has)
        {
            return ["true", "false"];
        }

        var values = new List<string>();
        foreach (var field in filter.Fields)
        {
            values.AddRange(await SampleAsync(source, entity, entity[field], cancellationToken));
        }

        return values.Count > 0 ? [.. values.Distinct()] : [filter.Example];
    }

    private static async Task<List<string>> SampleAsync(
        NpgsqlDataSource source, EntityFields entity, Field field, CancellationToken cancellationToken)
    {
        var table = (field.OfCompany ? FieldCatalogue.Companies : entity).Table;
        var column = field.Column.Name;
        var text = field switch
        {
            { Kind: FieldKind.Date } => $"to_char({column} at time zone 'UTC', 'YYYY-MM-DD')",
            { Normalization: ValueNormalization.EmailDomain } => $"vql_emaildomain({column})",
            _ => $"{column}::text",
        };
        // For a text, the frequencies are those of its words, and a random value is limited to a few words.
        var counted = field.IsArray ? $"unnest({column})" : field.Kind == FieldKind.Text ? $"unnest(vql_words({column}))" : text;
        var single = field.IsArray ? $"{column}[1]" : text;
        await using var command = source.CreateCommand($"""
            with sample as materialized (
                select {column}, uuid from {table} where deleted_at is null and {column} is not null order by uuid limit {SampledRows}),
            counted as materialized (
                select value, count(*) as rows from (select {counted} as value from sample) as each_value where value > '' group by value)
            (select value from counted order by rows desc, value limit {Extremes})
            union all
            (select value from counted order by rows, md5(value) limit {Extremes})
            union all
            (select value from (select {single} as value, uuid from sample) as random
                where value > '' order by md5(uuid) limit {RandomValues})
            """);
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var values = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            // The API would split a value at a comma.
            var value = reader.GetString(0).Split(',')[0];
            var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            values.Add(field.Kind == FieldKind.Text ? string.Join(' ', words.Take(MaxWords)) : value);
        }

        return values.FindAll(value => value.Trim().Length > 0);
    }
}
