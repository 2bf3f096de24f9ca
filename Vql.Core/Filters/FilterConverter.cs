using System.Globalization;
using Vql.Core.Language;
using Vql.Core.Text;

namespace Vql.Core.Filters;

/// <summary>An error in a parameter.</summary>
/// <param name="Parameter">The name of the parameter in the request.</param>
/// <param name="Message">The error and how to correct it.</param>
public sealed record ParameterFault(string Parameter, string Message);

/// <summary>Converts filter parameters to the conditions of a VQL query. A row must match all parameters.</summary>
public sealed class FilterConverter
{
    /// <summary>The maximum number of values of a parameter.</summary>
    public const int MaxValues = 200;

    /// <summary>The maximum number of values of a parameter in a body, if it matches whole values.</summary>
    public const int MaxBodyValues = 10_000;

    private static readonly string[] DateFormats =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    private const int MinEpochDigits = 9;
    private const int MaxEpochDigits = 14;
    private const long MaxEpochSeconds = 20_000_000_000;

    private readonly EntityFilters _filters;
    private readonly List<ParameterFault> _faults;
    private readonly FilterModifiers _modifiers;
    private readonly int _maxWholeValues;
    private readonly List<(FilterParameter Filter, string Name, long Number)> _bounds = [];
    private readonly List<FilterScore>? _scores;

    private FilterConverter(
        EntityFilters filters, FilterModifiers modifiers, int maxWholeValues, List<ParameterFault> faults, List<FilterScore>? scores)
    {
        _scores = scores;
        _maxWholeValues = maxWholeValues;
        _filters = filters;
        _modifiers = modifiers;
        _faults = faults;
    }

    /// <summary>Converts the parameters. Parameters that are not filters are ignored.</summary>
    /// <param name="filters">The filters of the entity.</param>
    /// <param name="parameters">
    /// The names and values. A value can be a list that is separated by commas, or a JSON array.
    /// </param>
    /// <param name="faults">The list to which faults are added.</param>
    /// <param name="within">An additional condition. Null for none.</param>
    /// <param name="maxWholeValues">The maximum number of values of a parameter that matches whole values.</param>
    /// <param name="scores">The list to which the scores for the order by relevance are added. Null for another order.</param>
    /// <returns>The conditions. They must not be used if faults were added.</returns>
    public static VqlWhere Convert(
        EntityFilters filters,
        IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> parameters,
        List<ParameterFault> faults,
        VqlWhere? within = null,
        int maxWholeValues = MaxValues,
        List<FilterScore>? scores = null)
    {
        var known = (from parameter in parameters
                     where parameter.Value.Count > 0
                     let filter = filters.Find(parameter.Key)
                     where filter is not null
                     select (Filter: filter, Parameter: parameter)).ToLookup(item => item.Filter.Modifies.Count > 0);
        var modifiers = FilterModifiers.Read(
            known[true].Select(item => (item.Filter, item.Parameter.Key, item.Parameter.Value)), faults);
        var converter = new FilterConverter(filters, modifiers, maxWholeValues, faults, scores);
        var conditions = known[false].GroupBy(item => item.Filter, item => item.Parameter)
            .Select(group => converter.Read(group.Key, [.. group]));
        var where = Conjunction.Of(conditions.Prepend(within).OfType<VqlWhere>().ToList());
        converter.CheckBounds();
        if (where.Nested().Sum(group => group.ClauseCount) > VqlReader.MaxClauses)
        {
            faults.Add(new ParameterFault("", $"the filters contain more than {VqlReader.MaxClauses} conditions: send fewer values"));
        }

        if (where.Nested().Sum(group => group.TextLength) > VqlReader.MaxTextLength)
        {
            faults.Add(new ParameterFault(
                "", $"the texts of the filters have more than {VqlReader.MaxTextLength} characters: send fewer or shorter values"));
        }

        return RequireCompany(where with { AllOf = [.. where.AllOf.Select(RequireCompany)] });

        // Documents of contacts without a company contain 0 for the numbers of the company, as those of the Go service do. An
        // unknown number must not match as a small one.
        VqlWhere RequireCompany(VqlWhere group) =>
            group.RangeQuery.Must.Any(range =>
                filters.Fields[range.Field] is { OfCompany: true } field && AbsentCompany.Meets(field, range))
                ? Conjunction.Of([group with { AllOf = [] }, AbsentCompany.HasCompany]) with { AllOf = group.AllOf }
                : group;
    }

    // Returns null if there is no condition.
    private VqlWhere? Read(FilterParameter filter, List<KeyValuePair<string, IReadOnlyList<string>>> parameters)
    {
        var (match, fuzzy, synonyms) = (Modifier(parameters, EntityFilters.MatchModifier),
            Modifier(parameters, EntityFilters.FuzzyModifier), Modifier(parameters, EntityFilters.SynonymsModifier));
        var options = _modifiers.Apply(
            filter, WordMatchOptions.Read(filter, match, fuzzy, synonyms, _filters.Synonyms, _faults),
            match?.Key ?? fuzzy?.Key ?? synonyms?.Key);
        parameters.RemoveAll(parameter => IsModifier(parameter.Key));
        if (parameters.Count == 0)
        {
            return null;
        }

        var name = parameters[^1].Key;
        var modified = _modifiers.Apply(filter);
        var condition = new FilterCondition(_filters.Fields, modified, options);
        var last = parameters[^1].Value[^1].Trim();
        return filter.Kind switch
        {
            FilterKind.After or FilterKind.Before => ReadDate(filter, condition, name, last),
            FilterKind.Has => ReadFlag(condition, name, last),
            FilterKind.Equal or FilterKind.Min or FilterKind.Max => ReadNumber(filter, condition, name, last),
            _ => ReadValues(filter, condition, name, filter.IsList ? Split(parameters) : [last]) is { Count: > 0 } values
                ? Matching(condition, new WordScores(_filters.Fields, modified, options), name, values)
                : null,
        };
    }

    private VqlWhere Matching(FilterCondition condition, WordScores scores, string name, List<string> values)
    {
        _scores?.AddRange(scores.Of(name, values));
        return condition.Of(values);
    }

    private static List<string> Split(List<KeyValuePair<string, IReadOnlyList<string>>> parameters) =>
    [
        .. parameters.SelectMany(parameter => parameter.Value)
            .SelectMany(ListText.Read),
    ];

    private static bool IsModifier(string name) =>
        name.EndsWith(EntityFilters.MatchModifier, StringComparison.Ordinal)
        || name.EndsWith(EntityFilters.FuzzyModifier, StringComparison.Ordinal)
        || name.EndsWith(EntityFilters.SynonymsModifier, StringComparison.Ordinal);

    private static KeyValuePair<string, string>? Modifier(
        List<KeyValuePair<string, IReadOnlyList<string>>> parameters, string suffix) =>
        parameters.FindLast(parameter => parameter.Key.EndsWith(suffix, StringComparison.Ordinal))
            is { Key: { } name, Value: [.., var value] }
            ? KeyValuePair.Create(name, value.Trim())
            : null;

    private List<string> ReadValues(FilterParameter filter, FilterCondition condition, string name, List<string> texts)
    {
        List<string> values = [.. texts.Where(value => value.Length > 0).Select(CanonicalForms.Compose)
            .Distinct(filter.Kind == FilterKind.Id ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase)];
        var maximum = _filters.MaxValues(filter, _maxWholeValues);
        if (values.Count > maximum)
        {
            var inBody = _filters.MaxValues(filter, MaxBodyValues);
            _faults.Add(new ParameterFault(name, $"contains {values.Count} values; the maximum is {maximum}"
                + (inBody > maximum ? $". POST /api/v1/{_filters.Fields.Table}/search accepts up to {inBody} in its body" : "")));
        }
        else if (values.Exists(value => value.Contains('\0', StringComparison.Ordinal)))
        {
            _faults.Add(new ParameterFault(name, "contains the character U+0000, which no row contains: remove it"));
        }
        else
        {
            _faults.AddRange(values.Select(condition.FaultOf).OfType<string>().Select(fault => new ParameterFault(name, fault)));
        }

        return values;
    }

    private VqlWhere? ReadFlag(FilterCondition condition, string name, string text) =>
        text.Length == 0 ? null : condition.HasValue(FlagText.Read(name, text, _faults));

    private VqlWhere? ReadNumber(FilterParameter filter, FilterCondition condition, string name, string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            _faults.Add(new ParameterFault(name, $"\"{text}\" is not a whole number from 0 to {long.MaxValue}"));
            return null;
        }

        _bounds.Add((filter, name, number));
        var value = VqlValue.Of(number);
        return condition.Within(filter.Kind == FilterKind.Max ? null : value, filter.Kind == FilterKind.Min ? null : value);
    }

    private VqlWhere? ReadDate(FilterParameter filter, FilterCondition condition, string name, string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTimeOffset.TryParseExact(text, DateFormats, CultureInfo.InvariantCulture, Styles, out var moment)
            && !TryReadEpoch(text, out moment))
        {
            _faults.Add(new ParameterFault(
                name,
                $"\"{text}\" is not a date: use 2024-02-10, 2024-02-10T12:00:00Z (with %2B for the plus sign of an offset), "
                + "or the seconds since 1970"));
            return null;
        }

        _bounds.Add((filter, name, moment.ToUnixTimeMilliseconds()));
        // With milliseconds, because Elasticsearch rounds a date without a time up to the end of the day.
        var value = VqlValue.Of(moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        return filter.Kind == FilterKind.After ? condition.Within(value, null) : condition.Within(null, value);
    }

    // Reads seconds, or milliseconds if the number is too large for seconds, as in the original API. Numbers that can be years
    // or dates without separators are not supported.
    private static bool TryReadEpoch(string text, out DateTimeOffset moment)
    {
        moment = default;
        if (text.Length is < MinEpochDigits or > MaxEpochDigits
            || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        moment = number > MaxEpochSeconds ? DateTimeOffset.FromUnixTimeMilliseconds(number) : DateTimeOffset.FromUnixTimeSeconds(number);
        return true;
    }

    private void CheckBounds()
    {
        foreach (var low in _bounds.Where(bound => bound.Filter.Kind is FilterKind.Min or FilterKind.After))
        {
            var high = _bounds.Find(bound =>
                bound.Filter.Kind is FilterKind.Max or FilterKind.Before && bound.Filter.Fields[0] == low.Filter.Fields[0]);
            if (high.Filter is not null && high.Number < low.Number)
            {
                _faults.Add(new ParameterFault(low.Name, $"is greater than {high.Name}: no row can match both"));
            }
        }
    }
}
