using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;

namespace Vql.Api.Requests;

/// <summary>Values to be counted, as they were asked for.</summary>
/// <param name="Entity">Whose.</param>
/// <param name="Facets">The filters whose values are counted, each with what the other filters leave.</param>
/// <param name="Size">At most so many values of each.</param>
internal sealed record FacetRequest(EntityFields Entity, IReadOnlyList<(FilterParameter Filter, VqlWhere Where)> Facets, int Size)
{
    public const int DefaultSize = 10;
    public const int MaxSize = 100;

    /// <summary>The field whose values are counted for a filter: all spellings of a value are one.</summary>
    public string FieldOf(FilterParameter filter) => Entity.NormalizedOf(Entity[filter.Fields[0]]).Name;

    /// <summary>The parameters beside the filters.</summary>
    public static IReadOnlyList<string> Controls { get; } = [NamesParameter, SizeParameter, .. FreshnessRequirement.Parameters];

    private const string NamesParameter = "facets";
    private const string SizeParameter = "facet_size";

    /// <summary>The queries, one for all facets that count the same rows. Each asks for a value more, since the blank one is left out.</summary>
    public IReadOnlyList<VqlQuery> ToQueries() =>
    [
        .. Facets.GroupBy(facet => PageCursor.FingerprintOf(facet.Where, [])).Select(group => new VqlQuery
        {
            Where = group.First().Where,
            Facets = [.. group.Select(facet => new VqlFacet(FieldOf(facet.Filter), Size + 1))],
        }),
    ];

    /// <summary>Reads a request; null when faults were added.</summary>
    public static FacetRequest? Read(Entity entity, IQueryCollection query, List<ParameterFault> faults)
    {
        var filters = FilterTable.For(entity);
        RequestReader.ReadFilters(entity, query, Controls, faults);
        var facets = ReadFacets(filters, query, faults);
        var size = RequestReader.ReadNumber(query, SizeParameter, 1, faults) ?? DefaultSize;
        if (size > MaxSize)
        {
            faults.Add(new ParameterFault(SizeParameter, $"must be 1 to {MaxSize}"));
        }

        return faults.Count > 0 ? null : new FacetRequest(filters.Fields, [.. facets.Select(facet => (facet, WhereFor(entity, filters, query, facet)))], size);
    }

    private static List<FilterParameter> ReadFacets(EntityFilters filters, IQueryCollection query, List<ParameterFault> faults)
    {
        var facets = new List<FilterParameter>();
        foreach (var name in query[NamesParameter].OfType<string>().SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            if (filters.Facets.FirstOrDefault(facet => facet.Name == name || facet.Alias == name) is not { } facet)
            {
                var near = Spelling.Nearest(name, filters.Facets.Select(known => known.Name));
                faults.Add(new ParameterFault(NamesParameter, $"\"{name}\" has no values to count{(near is null ? "" : $": did you mean \"{near}\"?")}"));
            }
            else if (!facets.Contains(facet))
            {
                facets.Add(facet);
            }
        }

        if (facets.Count > VqlFacet.MaxFacets)
        {
            faults.Add(new ParameterFault(NamesParameter, $"holds {facets.Count} names; at most {VqlFacet.MaxFacets} are allowed"));
        }
        else if (facets.Count == 0 && !faults.Exists(fault => fault.Parameter == NamesParameter))
        {
            faults.Add(new ParameterFault(NamesParameter, $"is missing: name some of {string.Join(", ", filters.Facets.Select(facet => facet.Name))}"));
        }

        return facets;
    }

    // A facet ignores the filters of its own field: its other values are what one might choose instead.
    private static VqlWhere WhereFor(Entity entity, EntityFilters filters, IQueryCollection query, FilterParameter facet) => RequestReader.ReadFilters(
        entity, new QueryCollection(query.Where(parameter => filters.Find(parameter.Key)?.Fields is not [var field] || field != facet.Fields[0]).ToDictionary()), Controls, []);
}
