using Npgsql;
using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Bench.Api;

/// <summary>A filter or an order alone, with everything that it is asked with.</summary>
/// <param name="Table">The collection.</param>
/// <param name="Name">The filter, or the order with its direction.</param>
/// <param name="Queries">What stands behind the address, one for each request.</param>
internal sealed record FilterCase(string Table, string Name, IReadOnlyList<string> Queries)
{
    private const string OrderParameter = "ordering";

    private static readonly string[] Directions = ["", "-"];

    /// <summary>Every filter of an entity, with values that its rows hold.</summary>
    public static async Task<IReadOnlyList<FilterCase>> FiltersAsync(NpgsqlDataSource source, Entity entity, CancellationToken cancellationToken)
    {
        var filters = FilterTable.For(entity);
        var cases = new List<FilterCase>();
        foreach (var filter in filters.Parameters)
        {
            // A modifier says something of another filter, which is asked for with it.
            var (asked, modifier) = filter.Modifies is [var modified, ..]
                ? (filters.Find(modified)!, $"&{filter.Name}={(filter.Choices.Count > 0 ? ChoicesOf(filter) : filter.Example)}")
                : (filter, "");
            var values = await FilterValues.DrawAsync(source, filters.Fields, asked, cancellationToken);
            cases.Add(new FilterCase(filters.Fields.Table, filter.Name, [.. values.Select(value => $"{asked.Name}={Uri.EscapeDataString(value)}{modifier}")]));
        }

        return cases;
    }

    /// <summary>Every order of an entity, both ways.</summary>
    public static IEnumerable<FilterCase> Orders(Entity entity) =>
        from key in OrderTable.For(entity).Keys
        from sign in Directions
        select new FilterCase(FieldCatalogue.For(entity).Table, sign + key, [$"{OrderParameter}={sign}{key}"]);

    // All that can be looked in; of what can be left out, the first alone, since something must stay.
    private static string ChoicesOf(FilterParameter filter) =>
        filter.Kind == FilterKind.LookIn ? string.Join(',', filter.Choices.Keys) : filter.Choices.Keys.First();
}
