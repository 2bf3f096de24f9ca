using System.Globalization;
using Vql.Core.Language;
using Vql.Core.Text;

namespace Vql.Core.Filters;

/// <summary>A parameter that cannot be honoured.</summary>
/// <param name="Parameter">Its name as sent.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
public sealed record ParameterFault(string Parameter, string Message);

/// <summary>Turns filter parameters into the conditions of a VQL query. Two parameters always mean both.</summary>
public sealed class FilterConverter
{
    /// <summary>The most values of one parameter.</summary>
    public const int MaxValues = 200;

    private static readonly string[] DateFormats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    private const int FewestEpochDigits = 9;
    private const int MostEpochDigits = 14;
    private const long MostEpochSeconds = 20_000_000_000;

    private readonly EntityFilters _filters;
    private readonly List<ParameterFault> _faults;
    private readonly FilterModifiers _modifiers;
    private readonly List<(FilterParameter Filter, string Name, long Number)> _bounds = [];

    private FilterConverter(EntityFilters filters, FilterModifiers modifiers, List<ParameterFault> faults)
    {
        _filters = filters;
        _modifiers = modifiers;
        _faults = faults;
    }

    /// <summary>Converts the parameters; those that are not in the table must have been taken out before.</summary>
    /// <param name="filters">The entity's filters.</param>
    /// <param name="parameters">
    /// Name and raw values, each value possibly several separated by commas, or a JSON array of them.
    /// </param>
    /// <param name="faults">Where everything wrong is put.</param>
    /// <param name="within">What holds beside, of which no parameter can take anything back; null for nothing.</param>
    /// <returns>The conditions; meaningless when faults were added.</returns>
    public static VqlWhere Convert(
        EntityFilters filters, IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> parameters, List<ParameterFault> faults, VqlWhere? within = null)
    {
        var known = (from parameter in parameters
                     where parameter.Value.Count > 0
                     let filter = filters.Find(parameter.Key)
                     where filter is not null
                     select (Filter: filter, Parameter: parameter)).ToLookup(one => one.Filter.Modifies.Count > 0);
        var modifiers = FilterModifiers.Read(known[true].Select(one => (one.Filter, one.Parameter.Key, one.Parameter.Value)), faults);
        var converter = new FilterConverter(filters, modifiers, faults);
        var given = known[false].GroupBy(one => one.Filter, one => one.Parameter);
        var where = Conjunction.Of(given.Select(group => converter.Read(group.Key, [.. group])).Prepend(within).OfType<VqlWhere>().ToList());
        converter.CheckBounds();
        if (where.Nested().Sum(group => group.ClauseCount) > VqlReader.MaxClauses)
        {
            faults.Add(new ParameterFault("", $"the filters make more than {VqlReader.MaxClauses} conditions: send fewer values"));
        }

        if (where.Nested().Sum(group => group.TextLength) > VqlReader.MaxTextLength)
        {
            faults.Add(new ParameterFault("", $"the filters make texts of more than {VqlReader.MaxTextLength} letters: send fewer or shorter values"));
        }

        return WithoutCompany(where with { AllOf = [.. where.AllOf.Select(WithoutCompany)] });

        // The document of a contact without a company holds 0 for the company's numbers, as the Go
        // service writes it; an unknown number must not be taken for a small one.
        VqlWhere WithoutCompany(VqlWhere group) =>
            group.RangeQuery.Must.Any(range => filters.Fields[range.Field].OfCompany && range.Bounds.All(IsMetByZero))
                ? Conjunction.Of([group with { AllOf = [] }, NoCompany.None]) with { AllOf = group.AllOf }
                : group;
    }

    // Null for no condition.
    private VqlWhere? Read(FilterParameter filter, List<KeyValuePair<string, IReadOnlyList<string>>> given)
    {
        var (match, fuzzy) = (Modifier(given, EntityFilters.MatchModifier), Modifier(given, EntityFilters.FuzzyModifier));
        var words = _modifiers.Apply(filter, WordReading.Read(match, fuzzy, _faults), match?.Key ?? fuzzy?.Key);
        given.RemoveAll(parameter => IsModifier(parameter.Key));
        if (given.Count == 0)
        {
            return null;
        }

        var name = given[^1].Key;
        var condition = new FilterCondition(_filters.Fields, _modifiers.Apply(filter), words);
        var last = given[^1].Value[^1].Trim();
        return filter.Kind switch
        {
            FilterKind.After or FilterKind.Before => ReadDate(filter, condition, name, last),
            FilterKind.Equal or FilterKind.Min or FilterKind.Max => ReadNumber(filter, condition, name, last),
            _ => ReadValues(filter, condition, name, filter.IsList ? Split(given) : [last]) is { Count: > 0 } values ? condition.Of(values) : null,
        };
    }

    private static List<string> Split(List<KeyValuePair<string, IReadOnlyList<string>>> given) =>
    [
        .. given.SelectMany(parameter => parameter.Value)
            .SelectMany(ListText.Read),
    ];

    private static bool IsModifier(string name) =>
        name.EndsWith(EntityFilters.MatchModifier, StringComparison.Ordinal) || name.EndsWith(EntityFilters.FuzzyModifier, StringComparison.Ordinal);

    private static KeyValuePair<string, string>? Modifier(List<KeyValuePair<string, IReadOnlyList<string>>> given, string suffix) =>
        given.FindLast(parameter => parameter.Key.EndsWith(suffix, StringComparison.Ordinal)) is { Key: { } name, Value: [.., var value] }
            ? KeyValuePair.Create(name, value.Trim())
            : null;

    private List<string> ReadValues(FilterParameter filter, FilterCondition condition, string name, List<string> given)
    {
        List<string> values = [.. given.Where(value => value.Length > 0).Select(CanonicalForms.Compose)
            .Distinct(filter.Kind == FilterKind.Id ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase)];
        if (values.Count > MaxValues)
        {
            _faults.Add(new ParameterFault(name, $"holds {values.Count} values; at most {MaxValues} are allowed"));
        }
        else if (values.Exists(value => value.Contains('\0', StringComparison.Ordinal)))
        {
            _faults.Add(new ParameterFault(name, "holds the character U+0000, which no row has: leave it out"));
        }
        else
        {
            _faults.AddRange(values.Select(condition.FaultOf).OfType<string>().Select(fault => new ParameterFault(name, fault)));
        }

        return values;
    }

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

        if (!DateTimeOffset.TryParseExact(
            text, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            && !TryReadEpoch(text, out moment))
        {
            _faults.Add(new ParameterFault(
                name, $"\"{text}\" is not a date: write 2024-02-10 or 2024-02-10T12:00:00Z, with %2B for the plus of a zone, or the seconds since 1970"));
            return null;
        }

        _bounds.Add((filter, name, moment.ToUnixTimeMilliseconds()));
        // To the millisecond, since Elasticsearch rounds a date without a time up to the day's end.
        var value = VqlValue.Of(moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        return filter.Kind == FilterKind.After ? condition.Within(value, null) : condition.Within(null, value);
    }

    // Seconds, or milliseconds where so many seconds would be too many, as the original had it. What could be a year, or a
    // date without its dashes, is neither.
    private static bool TryReadEpoch(string text, out DateTimeOffset moment)
    {
        moment = default;
        if (text.Length is < FewestEpochDigits or > MostEpochDigits || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        moment = number > MostEpochSeconds ? DateTimeOffset.FromUnixTimeMilliseconds(number) : DateTimeOffset.FromUnixTimeSeconds(number);
        return true;
    }

    private void CheckBounds()
    {
        foreach (var low in _bounds.Where(bound => bound.Filter.Kind is FilterKind.Min or FilterKind.After))
        {
            var high = _bounds.Find(bound => bound.Filter.Kind is FilterKind.Max or FilterKind.Before && bound.Filter.Fields[0] == low.Filter.Fields[0]);
            if (high.Filter is not null && high.Number < low.Number)
            {
                _faults.Add(new ParameterFault(low.Name, $"is more than {high.Name}: no row can meet both"));
            }
        }
    }

    private static bool IsMetByZero(RangeBound bound) => bound.Operator == RangeOperator.Lte || bound.Value.Text == "0";
}
