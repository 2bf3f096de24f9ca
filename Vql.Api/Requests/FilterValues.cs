using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;

namespace Vql.Api.Requests;

/// <summary>The values of the filters of a list that can be misspelled, and the conditions of the other filters.</summary>
/// <param name="filters">The filters of the entity.</param>
/// <param name="query">The parameters.</param>
/// <param name="within">A condition on all rows in addition to the filters; null for none.</param>
/// <param name="maxWholeValues">The maximum number of values of a filter that matches whole values.</param>
internal sealed class FilterValues(EntityFilters filters, IQueryCollection query, VqlWhere? within, int maxWholeValues)
{
    /// <summary>The maximum number of values.</summary>
    public const int MaxCount = 4;

    /// <summary>Returns the first values of filters whose values are suggested.</summary>
    public IEnumerable<FilterText> All()
    {
        return (from parameter in query
                let filter = filters.Find(parameter.Key)
                where filter is { Kind: FilterKind.Any or FilterKind.Every, Excludes: false, Modifies.Count: 0 }
                    && (filter.Name == parameter.Key || filter.Alias == parameter.Key)
                let label = filters.LabelOf(filter)
                where label is not null
                from value in parameter.Value.OfType<string>().SelectMany(ListText.Read)
                where TypedText.FaultOf(value) is null
                select new FilterText(parameter.Key, filter, label, value))
            .DistinctBy(value => (value.Parameter, value.Value)).Take(MaxCount);
    }

    /// <summary>Returns the conditions without the filters on the field of a value.</summary>
    public VqlWhere WhereWithout(FilterText value) => FacetRequest.WhereFor(
        filters, query, value.Filter,
        [.. RequestReader.ControlsOf(filters.Fields.Entity), .. FreshnessRequirement.Parameters], within, maxWholeValues);
}

/// <summary>A value of a filter.</summary>
/// <param name="Parameter">The name of the filter in the request.</param>
/// <param name="Filter">The filter.</param>
/// <param name="Label">The field whose values are suggested.</param>
/// <param name="Value">The value.</param>
internal sealed record FilterText(string Parameter, FilterParameter Filter, Field Label, string Value);
