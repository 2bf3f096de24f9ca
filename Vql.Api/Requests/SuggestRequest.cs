using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;

namespace Vql.Api.Requests;

/// <summary>A request for values of a field.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Filter">The filter whose values are suggested.</param>
/// <param name="Text">The typed text.</param>
/// <param name="Where">The conditions of the other filters.</param>
/// <param name="Limit">The maximum number of values.</param>
internal sealed record SuggestRequest(EntityFields Entity, FilterParameter Filter, TypedText Text, VqlWhere Where, int Limit)
{
    public const string FieldParameter = "field";
    public const string TextParameter = "q";
    public const string LimitParameter = "limit";
    public const int DefaultLimit = 10;
    public const int MaxLimit = 50;

    /// <summary>The parameters that are not filters.</summary>
    public static IReadOnlyList<string> Controls { get; } =
        [FieldParameter, TextParameter, LimitParameter, .. FreshnessRequirement.Parameters];

    /// <summary>The field with the suggested values.</summary>
    public Field Label => Entity.LabelOf(Entity[Filter.Fields[0]])!;

    /// <summary>Returns the query that counts the values.</summary>
    /// <param name="tolerance">The tolerated typing errors.</param>
    /// <param name="size">The maximum number of values.</param>
    public VqlQuery ToQuery(PrefixTolerance tolerance, int size) => new()
    {
        Where = Where,
        Facets = [new VqlFacet(Label.Name, size) { Prefix = Text, Tolerance = tolerance }],
    };

    /// <summary>Reads a request; null if errors were added.</summary>
    public static SuggestRequest? Read(EntityFilters filters, IQueryCollection query, List<ParameterFault> faults)
    {
        RequestReader.ReadFilters(filters, query, Controls, faults);
        var filter = ReadField(filters, query, faults);
        var text = ReadText(query, faults);
        var limit = ReadLimit(query, faults);
        return faults.Count > 0
            ? null
            : new SuggestRequest(filters.Fields, filter!, text!, FacetRequest.WhereFor(filters, query, filter!, Controls), limit);
    }

    /// <summary>Reads the typed text; null if an error was added.</summary>
    public static TypedText? ReadText(IQueryCollection query, List<ParameterFault> faults)
    {
        var text = RequestReader.Last(query, TextParameter);
        if ((text is null ? "is required: specify the typed text" : TypedText.FaultOf(text)) is not { } fault)
        {
            return TypedText.Of(text!);
        }

        faults.Add(new ParameterFault(TextParameter, fault));
        return null;
    }

    /// <summary>Reads the maximum number of suggestions.</summary>
    public static int ReadLimit(IQueryCollection query, List<ParameterFault> faults)
    {
        var limit = RequestReader.ReadNumber(query, LimitParameter, 1, faults) ?? DefaultLimit;
        if (limit > MaxLimit)
        {
            faults.Add(new ParameterFault(LimitParameter, $"must be between 1 and {MaxLimit}"));
        }

        return limit;
    }

    private static FilterParameter? ReadField(EntityFilters filters, IQueryCollection query, List<ParameterFault> faults)
    {
        var names = filters.Suggested.Select(filter => filter.Name);
        if (RequestReader.Last(query, FieldParameter) is not { } name)
        {
            faults.Add(new ParameterFault(FieldParameter, $"is required: specify one of {string.Join(", ", names)}"));
            return null;
        }

        if (filters.Suggested.FirstOrDefault(filter => filter.Name == name || filter.Alias == name) is { } found)
        {
            return found;
        }

        var near = Suggestion.Nearest(name, names);
        faults.Add(new ParameterFault(
            FieldParameter,
            near is null
                ? $"\"{name}\" has no suggestions: use one of {string.Join(", ", names)}"
                : $"\"{name}\" has no suggestions: did you mean \"{near}\"?"));
        return null;
    }
}
