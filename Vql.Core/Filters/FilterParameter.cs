using Vql.Core.Fields;

namespace Vql.Core.Filters;

/// <summary>What a filter parameter becomes in VQL.</summary>
public enum FilterKind
{
    /// <summary>A fuzzy text match for each comma-separated value; one of them is enough.</summary>
    Text,

    /// <summary>A match on one of the comma-separated values, without regard to case.</summary>
    Keyword,

    /// <summary>An inclusive lower bound.</summary>
    Min,

    /// <summary>An inclusive upper bound.</summary>
    Max,
}

/// <summary>A filter parameter of the public API.</summary>
/// <param name="Name">The query parameter.</param>
/// <param name="Kind">What it becomes.</param>
/// <param name="Field">The VQL field it filters.</param>
/// <param name="Description">One sentence for people.</param>
/// <param name="Example">A value that makes sense.</param>
/// <param name="Alias">Another name it answers to.</param>
public sealed record FilterParameter(
    string Name, FilterKind Kind, string Field, string Description, string Example, string? Alias = null);

/// <summary>The filter parameters of an entity.</summary>
public sealed class EntityFilters
{
    private readonly Dictionary<string, FilterParameter> _byName = [];

    internal EntityFilters(EntityFields fields, params FilterParameter[] parameters)
    {
        Fields = fields;
        Parameters = parameters;
        foreach (var parameter in parameters)
        {
            _ = fields[parameter.Field];
            _byName.Add(parameter.Name, parameter);
            if (parameter.Alias is { } alias)
            {
                _byName.Add(alias, parameter);
            }
        }
    }

    /// <summary>The fields the parameters filter.</summary>
    public EntityFields Fields { get; }

    /// <summary>The parameters, in the order of the reference page.</summary>
    public IReadOnlyList<FilterParameter> Parameters { get; }

    /// <summary>Every name that is understood, aliases included.</summary>
    public IReadOnlyCollection<string> Names => _byName.Keys;

    /// <summary>The parameter of that name or alias; null when there is none.</summary>
    public FilterParameter? Find(string name) => _byName.GetValueOrDefault(name);
}
