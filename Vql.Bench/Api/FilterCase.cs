using Npgsql;
using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Bench.Api;

/// <summary>A single filter or order, with the query strings to measure.</summary>
/// <param name="Table">The collection.</param>
/// <param name="Name">The name of the filter, or the order with its direction.</param>
/// <param name="Queries">The query string of each request.</param>
internal sealed record FilterCase(string Table, string Name, IReadOnlyList<string> Queries)
{
    private const string OrderParameter = "ordering";

    private static readonly string[] Directions = ["", "-"];

    /// <summary>Returns a case for every filter of an entity, with values from its rows.</summary>
    public static async Task<IReadOnlyList<FilterCase>> FiltersAsync(
        NpgsqlDataSource source, Entity entity, CancellationToken cancellationToken)
    {
        var filters = FilterTable.For(entity);
        var cases = new List<FilterCase>();
        foreach (var filter in filters.Parameters)
        {
            // A modifier changes another filter and has an effect only in combination with it.
            var (target, modifier) = filter.Modifies is [var modified, ..]
                ? (filters.Find(modified)!, $"&{filter.Name}={(filter.Choices.Count > 0 ? ChoicesOf(filter) : filter.Example)}")
                : (filter, "");
            var values = await FilterValues.SampleAsync(source, filters.Fields, target, cancellationToken);
            var queries = values.Select(value => $"{target.Name}={Uri.EscapeDataString(value)}{modifier}");
            cases.Add(new FilterCase(filters.Fields.Table, filter.Name, [.. queries]));
        }

        return cases;
    }

    /// <summary>Returns a case for every order of an entity, in both directions.</summary>
    public static IEnumerable<FilterCase> Orders(Entity entity) =>
        from key in OrderTable.For(entity).Keys
        from sign in Directions
        select new FilterCase(FieldCatalogue.For(entity).Table, sign + key, [$"{OrderParameter}={sign}{key}"]);

    // For fields to search, all choices. For fields to exclude, only the first one, because at least one field must
    // remain.
    private static string ChoicesOf(FilterParameter filter) =>
        filter.Kind == FilterKind.LookIn ? string.Join(',', filter.Choices.Keys) : filter.Choices.Keys.First();
}
