using Vql.Core.Language;

namespace Vql.Core.Filters;

/// <summary>The modifiers: parameters that change how other parameters are read.</summary>
internal sealed class FilterModifiers
{
    private readonly Dictionary<string, string> _whole = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _fields = [];
    private readonly List<ParameterFault> _faults;

    private FilterModifiers(List<ParameterFault> faults) => _faults = faults;

    /// <summary>Reads the modifiers among the parameters.</summary>
    /// <param name="filters">The values of each modifier.</param>
    /// <param name="faults">The list to which faults are added.</param>
    public static FilterModifiers Read(
        IEnumerable<(FilterParameter Filter, string Name, IReadOnlyList<string> Values)> filters, List<ParameterFault> faults)
    {
        var modifiers = new FilterModifiers(faults);
        // LookIn precedes LookNotIn.
        foreach (var (filter, name, values) in filters.Where(item => item.Values.Count > 0).OrderBy(item => item.Filter.Kind))
        {
            if (filter.Kind == FilterKind.Whole)
            {
                modifiers.ReadWhole(filter, name, values[^1]);
            }
            else
            {
                modifiers.ReadFields(filter, name, values);
            }
        }

        return modifiers;
    }

    /// <summary>Applies the modifiers of the searched fields.</summary>
    public FilterParameter Apply(FilterParameter filter) =>
        _fields.TryGetValue(filter.Name, out var fields) ? filter with { Fields = fields } : filter;

    /// <summary>Applies the modifiers of word matching.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="options">The options of the filter itself.</param>
    /// <param name="modifier">The name of the filter's own modifier. Null for none.</param>
    public WordMatchOptions Apply(FilterParameter filter, WordMatchOptions options, string? modifier)
    {
        if (!_whole.TryGetValue(filter.Name, out var name))
        {
            return options;
        }

        if (modifier is not null)
        {
            _faults.Add(new ParameterFault(modifier, $"cannot be combined with {name}: remove one of them"));
        }

        return new WordMatchOptions(SearchType.SameWords, Fuzzy: false);
    }

    private void ReadWhole(FilterParameter filter, string name, string text)
    {
        if (text.Trim().Length > 0 && FlagText.Read(name, text, _faults))
        {
            foreach (var modified in filter.Modifies)
            {
                _whole[modified] = name;
            }
        }
    }

    private void ReadFields(FilterParameter filter, string name, IReadOnlyList<string> values)
    {
        var selected = new List<string>();
        foreach (var choice in values.SelectMany(ListText.Read).Where(choice => choice.Length > 0))
        {
            if (filter.Choices.TryGetValue(choice.ToLowerInvariant(), out var field))
            {
                selected.Add(field);
            }
            else
            {
                var choices = string.Join(", ", filter.Choices.Keys);
                _faults.Add(new ParameterFault(name, $"\"{choice}\" is not supported: use one of {choices}"));
            }
        }

        if (selected.Count == 0)
        {
            return;
        }

        foreach (var modified in filter.Modifies)
        {
            var before = _fields.GetValueOrDefault(modified, filter.Fields);
            _fields[modified] = [.. before.Where(field => selected.Contains(field) == (filter.Kind == FilterKind.LookIn))];
        }

        if (_fields[filter.Modifies[0]].Count == 0)
        {
            _faults.Add(new ParameterFault(name, $"leaves no field to search for {string.Join(" and ", filter.Modifies)}"));
        }
    }
}
