using System.Collections.ObjectModel;
using Vql.Core.Fields;

namespace Vql.Core.Filters;

/// <summary>The filter parameters of an entity.</summary>
public sealed class EntityFilters
{
    /// <summary>What is put behind a filter's name to choose how its words are read.</summary>
    public const string MatchModifier = ".match";

    /// <summary>What is put behind a filter's name to allow or forbid misspellings.</summary>
    public const string FuzzyModifier = ".fuzzy";

    private readonly Dictionary<string, FilterParameter> _byName = [];

    internal EntityFilters(EntityFields fields, params FilterParameter[] parameters)
    {
        Fields = fields;
        Parameters = [.. parameters, .. ListedFilters.Of(fields)];
        foreach (var parameter in Parameters)
        {
            AddName(parameter.Name, parameter);
            if (parameter.Alias is { } alias)
            {
                AddName(alias, parameter);
            }
        }
    }

    /// <summary>The fields the parameters filter.</summary>
    public EntityFields Fields { get; }

    /// <summary>The parameters, in the order of the reference page.</summary>
    public IReadOnlyList<FilterParameter> Parameters { get; }

    /// <summary>Every name that is understood, aliases and modifiers included.</summary>
    public IReadOnlyCollection<string> Names => _byName.Keys;

    /// <summary>Names of parameters that the API once documented, and why each is refused.</summary>
    public IReadOnlyDictionary<string, string> Gone { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The parameter of that name, alias or modifier; null when there is none.</summary>
    public FilterParameter? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>
    /// The filters whose values can be counted: those that look for whole values in one field, the first of each field.
    /// </summary>
    public IReadOnlyList<FilterParameter> Facets => field ??=
    [
        .. Parameters.Where(parameter => parameter is { Kind: FilterKind.Any, Excludes: false, Fields.Count: 1 } && Fields[parameter.Fields[0]].Kind == FieldKind.Keyword)
            .DistinctBy(parameter => parameter.Fields[0]),
    ];

    /// <summary>Whether the filter looks at words, so that modifiers say how.</summary>
    public bool HasModifiers(FilterParameter parameter) =>
        parameter.Kind is FilterKind.Any or FilterKind.Every or FilterKind.Search or FilterKind.Website
        && parameter.Fields.Any(field => Fields[field].Kind == FieldKind.Text);

    private void AddName(string name, FilterParameter parameter)
    {
        _byName.Add(name, parameter);
        if (HasModifiers(parameter))
        {
            _byName.Add(name + MatchModifier, parameter);
            _byName.Add(name + FuzzyModifier, parameter);
        }
    }
}
