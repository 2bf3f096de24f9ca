using Vql.Core.Language;

namespace Vql.Core.Filters;

/// <summary>What some parameters say of how others are read.</summary>
internal sealed class FilterModifiers
{
    private readonly Dictionary<string, string> _whole = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _fields = [];
    private readonly List<ParameterFault> _faults;

    private FilterModifiers(List<ParameterFault> faults) => _faults = faults;

    /// <summary>Reads the modifiers among the parameters.</summary>
    /// <param name="given">What was given for each.</param>
    /// <param name="faults">Where everything wrong is put.</param>
    public static FilterModifiers Read(IEnumerable<(FilterParameter Filter, string Name, IReadOnlyList<string> Values)> given, List<ParameterFault> faults)
    {
        var modifiers = new FilterModifiers(faults);
        // What is looked in comes before what is not.
        foreach (var (filter, name, values) in given.Where(one => one.Values.Count > 0).OrderBy(one => one.Filter.Kind))
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

    /// <summary>The filter, looking where it is told to.</summary>
    public FilterParameter Apply(FilterParameter filter) => _fields.TryGetValue(filter.Name, out var fields) ? filter with { Fields = fields } : filter;

    /// <summary>How a filter reads words, which it was told in a modifier of its own or not at all.</summary>
    public WordReading Apply(FilterParameter filter, WordReading words, string? told)
    {
        if (!_whole.TryGetValue(filter.Name, out var name))
        {
            return words;
        }

        if (told is not null)
        {
            _faults.Add(new ParameterFault(told, $"says how words are read, and so does {name}: leave one of them out"));
        }

        return new WordReading(SearchType.SameWords, Fuzzy: false);
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
        var named = new List<string>();
        foreach (var choice in values.SelectMany(ListText.Read).Where(choice => choice.Length > 0))
        {
            if (filter.Choices.TryGetValue(choice.ToLowerInvariant(), out var field))
            {
                named.Add(field);
            }
            else
            {
                _faults.Add(new ParameterFault(name, $"\"{choice}\" is none of {string.Join(", ", filter.Choices.Keys)}"));
            }
        }

        if (named.Count == 0)
        {
            return;
        }

        foreach (var modified in filter.Modifies)
        {
            var before = _fields.GetValueOrDefault(modified, filter.Fields);
            _fields[modified] = [.. before.Where(field => named.Contains(field) == (filter.Kind == FilterKind.LookIn))];
        }

        if (_fields[filter.Modifies[0]].Count == 0)
        {
            _faults.Add(new ParameterFault(name, $"leaves {string.Join(" and ", filter.Modifies)} nothing to look in"));
        }
    }
}
