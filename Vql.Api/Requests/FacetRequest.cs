using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;

namespace Vql.Api.Requests;

/// <summary>A request for facets.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Facets">The filters whose values are counted, each with the conditions of the other filters.</param>
/// <param name="Size">The maximum number of values of each facet.</param>
internal sealed record FacetRequest(EntityFields Entity, IReadOnlyList<(FilterParameter Filter, VqlWhere Where)> Facets, int Size)
{
    public const int DefaultSize = 10;
    public const int MaxSize = 100;

    /// <summary>Returns the field whose values are counted for a filter. It contains normalized values, without variants.</summary>
    public string FieldOf(FilterParameter filter) => Entity.NormalizedOf(Entity[filter.Fields[0]]).Name;

    /// <summary>The parameters that are not filters.</summary>
    public static IReadOnlyList<string> Controls { get; } = [NamesParameter, SizeParameter, .. FreshnessRequirement.Parameters];

    private const string NamesParameter = "facets";
    private const string SizeParameter = "facet_size";

    /// <summary>
    /// Returns the queries, one for all facets with the same conditions. Each requests one more value, because the blank value is
    /// omitted.
    /// </summary>
    public IReadOnlyList<VqlQuery> ToQueries() =>
    [
        .. Facets.GroupBy(facet => PageCursor.FingerprintOf(facet.Where, [])).Select(group => new VqlQuery
        {
            Where = group.First().Where,
            Facets = [.. group.Select(facet => new VqlFacet(FieldOf(facet.Filter), Size + 1))],
        }),
    ];

    /// <summary>Reads a request; null if errors were added.</summary>
    public static FacetRequest? Read(EntityFilters filters, IQueryCollection query, List<ParameterFault> faults)
    {
        RequestReader.ReadFilters(filters, query, Controls, faults);
        var facets = ReadFacets(filters, query, faults);
        var size = RequestReader.ReadNumber(query, SizeParameter, 1, faults) ?? DefaultSize;
        if (size > MaxSize)
        {
            faults.Add(new ParameterFault(SizeParameter, $"must be between 1 and {MaxSize}"));
        }

        return faults.Count > 0
            ? null
            : new FacetRequest(filters.Fields, [.. facets.Select(facet => (facet, WhereFor(filters, query, facet, Controls)))], size);
    }

    private static List<FilterParameter> ReadFacets(EntityFilters filters, IQueryCollection query, List<ParameterFault> faults)
    {
        var facets = new List<FilterParameter>();
        foreach (var name in RequestReader.ReadNames(query, NamesParameter))
        {
            if (filters.Facets.FirstOrDefault(facet => facet.Name == name || facet.Alias == name) is not { } facet)
            {
                faults.Add(new ParameterFault(NamesParameter, $"\"{name}\" is not a facet{SuggestionFor(name, filters)}"));
            }
            else if (!facets.Contains(facet))
            {
                facets.Add(facet);
            }
        }

        if (facets.Count > VqlFacet.MaxFacets)
        {
            faults.Add(new ParameterFault(NamesParameter, $"must contain at most {VqlFacet.MaxFacets} names, not {facets.Count}"));
        }
        else if (facets.Count == 0 && !faults.Exists(fault => fault.Parameter == NamesParameter))
        {
            faults.Add(new ParameterFault(
                NamesParameter, $"is required: specify one or more of {string.Join(", ", filters.Facets.Select(facet => facet.Name))}"));
        }

        return facets;
    }

    // The most similar filter may have too many values to count.
    private static string SuggestionFor(string name, EntityFilters filters)
    {
        var facets = filters.Facets.Select(facet => facet.Name).ToList();
        if (Suggestion.Nearest(name, facets) is { } facet)
        {
            return $": did you mean \"{facet}\"?";
        }

        var names = string.Join(", ", facets);
        return filters.Find(name) is not null ? $": it is a filter without a facet. The facets are {names}"
            : Suggestion.Nearest(name, filters.Names) is { } filter
            ? $": did you mean \"{filter}\"? It is a filter without a facet. The facets are {names}"
            : $": the facets are {names}";
    }

    /// <summary>
    /// Returns the conditions for the values of a filter. Filters on the same field are ignored, because its other values are offered.
    /// </summary>
    /// <param name="filters">The filters of the entity.</param>
    /// <param name="query">The parameters.</param>
    /// <param name="facet">The filter whose values are counted.</param>
    /// <param name="controls">The parameters that are not filters.</param>
    /// <param name="within">A condition on all rows in addition to the filters; null for none.</param>
    /// <param name="maxWholeValues">The maximum number of values of a filter that matches whole values.</param>
    public static VqlWhere WhereFor(
        EntityFilters filters, IQueryCollection query, FilterParameter facet, IReadOnlyList<string> controls, VqlWhere? within = null,
        int maxWholeValues = FilterConverter.MaxValues)
    {
        var others = query.Where(parameter => filters.Find(parameter.Key)?.Fields is not [var field] || field != facet.Fields[0]);
        return RequestReader.ReadFilters(
            filters, new QueryCollection(others.ToDictionary()), controls, [], within, maxWholeValues);
    }
}
