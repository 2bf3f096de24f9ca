using System.Collections.ObjectModel;
using Vql.Core.Aliases;
using Vql.Core.Fields;

namespace Vql.Core.Filters;

/// <summary>The filter parameters of an entity.</summary>
public sealed class EntityFilters
{
    /// <summary>The suffix of the parameter that sets the match type of a filter.</summary>
    public const string MatchModifier = ".match";

    /// <summary>The suffix of the parameter that enables or disables fuzzy matching for a filter.</summary>
    public const string FuzzyModifier = ".fuzzy";

    /// <summary>The suffix of the parameter that enables or disables synonyms for a filter.</summary>
    public const string SynonymsModifier = ".synonyms";

    private readonly Dictionary<string, FilterParameter> _byName = [];

    internal EntityFilters(EntityFields fields, params FilterParameter[] parameters)
        : this(fields, Synonyms.Titles, [.. parameters, .. ListedFilters.Of(fields)])
    {
    }

    private EntityFilters(EntityFields fields, Synonyms synonyms, IReadOnlyList<FilterParameter> parameters)
    {
        (Fields, Synonyms, Parameters) = (fields, synonyms, parameters);
        foreach (var parameter in Parameters)
        {
            AddName(parameter.Name, parameter);
            if (parameter.Alias is { } alias)
            {
                AddName(alias, parameter);
            }
        }
    }

    /// <summary>The fields that the parameters filter.</summary>
    public EntityFields Fields { get; }

    /// <summary>The parameters, in the order of the reference page.</summary>
    public IReadOnlyList<FilterParameter> Parameters { get; }

    /// <summary>All parameter names, including aliases and modifiers.</summary>
    public IReadOnlyCollection<string> Names => _byName.Keys;

    /// <summary>The synonyms that filters by words also match.</summary>
    public Synonyms Synonyms { get; }

    /// <summary>The names of parameters that earlier versions documented, with the errors for them.</summary>
    public IReadOnlyDictionary<string, string> RemovedParameters { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Returns the parameter with the specified name, alias or modifier. Null if there is none.</summary>
    public FilterParameter? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>
    /// The filters that support facets: those that match whole values in a single field. Of several filters for a field, the
    /// first one is used.
    /// </summary>
    public IReadOnlyList<FilterParameter> Facets => field ??=
    [
        .. Parameters
            .Where(parameter => parameter is { Kind: FilterKind.Any, Excludes: false, Fields.Count: 1 }
                && Fields[parameter.Fields[0]].Kind == FieldKind.Keyword)
            .DistinctBy(parameter => parameter.Fields[0]),
    ];

    /// <summary>
    /// The filters whose values are suggested: those of a single field with labels, job titles or company names. Of several filters
    /// for a field, the first one is used.
    /// </summary>
    public IReadOnlyList<FilterParameter> Suggested => field ??=
    [
        .. Parameters
            .Where(parameter => parameter is { Kind: FilterKind.Any, Excludes: false, Fields.Count: 1 } && LabelOf(parameter) is not null)
            .DistinctBy(parameter => parameter.Fields[0]),
    ];

    /// <summary>Returns the field with the values that are suggested for a filter. Null if there is none.</summary>
    public Field? LabelOf(FilterParameter parameter) =>
        parameter.Fields is [var name] ? Fields.LabelOf(Fields[name]) : null;

    /// <summary>Returns these filters with other synonyms.</summary>
    public EntityFilters With(Synonyms synonyms) =>
        new(Fields, synonyms, Parameters) { RemovedParameters = RemovedParameters };

    /// <summary>Returns whether the filter matches words.</summary>
    public bool HasModifiers(FilterParameter parameter) =>
        parameter.Kind is FilterKind.Any or FilterKind.Every or FilterKind.Search or FilterKind.Website
        && parameter.Fields.Any(field => Fields[field].Kind == FieldKind.Text);

    /// <summary>Returns the supported values of the modifier <see cref="MatchModifier"/> of a filter.</summary>
    public static IReadOnlyList<string> MatchNames(FilterParameter parameter) => WordMatchOptions.MatchNames(parameter);

    /// <summary>Returns the names of the modifiers of a filter, without the name of the filter.</summary>
    public IReadOnlyList<string> ModifiersOf(FilterParameter parameter) =>
        parameter.Kind == FilterKind.Domain ? [MatchModifier]
        : !HasModifiers(parameter) ? []
        : parameter.Fields.Any(field => Fields[field].Column.HasSynonyms) ? [MatchModifier, FuzzyModifier, SynonymsModifier]
        : [MatchModifier, FuzzyModifier];

    /// <summary>Returns the maximum number of values of a parameter.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="wholeValues">
    /// The maximum for parameters that match whole values. Their values are one condition; each text is a condition of its own.
    /// </param>
    public int MaxValues(FilterParameter parameter, int wholeValues) =>
        parameter.Kind is FilterKind.Any or FilterKind.Id or FilterKind.Phone or FilterKind.Domain
        && parameter.Fields.All(field => parameter.Kind == FilterKind.Domain || Fields[field].Kind == FieldKind.Keyword)
            ? wholeValues
            : FilterConverter.MaxValues;

    private void AddName(string name, FilterParameter parameter)
    {
        _byName.Add(name, parameter);
        foreach (var modifier in ModifiersOf(parameter))
        {
            _byName.Add(name + modifier, parameter);
        }
    }
}
