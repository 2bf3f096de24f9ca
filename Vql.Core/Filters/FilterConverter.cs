using System.Globalization;
using Vql.Core.Language;

namespace Vql.Core.Filters;

/// <summary>A parameter that cannot be honoured.</summary>
/// <param name="Parameter">Its name as sent.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
public sealed record ParameterFault(string Parameter, string Message);

/// <summary>Turns filter parameters into the conditions of a VQL query.</summary>
public static class FilterConverter
{
    /// <summary>The most values of one parameter.</summary>
    public const int MaxValues = 200;

    /// <summary>Converts the parameters; those that are not in the table must have been taken out before.</summary>
    /// <param name="filters">The entity's filters.</param>
    /// <param name="parameters">Name and raw values, each value possibly several separated by commas.</param>
    /// <param name="faults">Where everything wrong is put.</param>
    /// <returns>The conditions; meaningless when faults were added.</returns>
    public static VqlWhere Convert(
        EntityFilters filters, IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> parameters, List<ParameterFault> faults)
    {
        var conditions = new Conditions();
        var given = from parameter in parameters
                    let filter = filters.Find(parameter.Key)
                    where filter is not null
                    group parameter by filter;
        foreach (var group in given)
        {
            Add(conditions, group.Key, [.. group], faults);
        }

        conditions.CheckBounds(faults);
        return conditions.ToWhere(filters);
    }

    private static void Add(
        Conditions conditions, FilterParameter filter, List<KeyValuePair<string, IReadOnlyList<string>>> given, List<ParameterFault> faults)
    {
        var name = given[^1].Key;
        if (filter.Kind is FilterKind.Min or FilterKind.Max)
        {
            AddBound(conditions, filter, name, given[^1].Value[^1].Trim(), faults);
            return;
        }

        var values = given
            .SelectMany(parameter => parameter.Value)
            .SelectMany(raw => raw.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToList();
        if (values.Count > MaxValues)
        {
            faults.Add(new ParameterFault(name, $"holds {values.Count} values; at most {MaxValues} are allowed"));
        }
        else if (values.Exists(value => value.Contains('\0', StringComparison.Ordinal)))
        {
            faults.Add(new ParameterFault(name, "holds the character U+0000, which no row has: leave it out"));
        }
        else if (values.Count > 0 && filter.Kind == FilterKind.Text)
        {
            conditions.Texts.AddRange(values.Select(text => new TextMatch(filter.Field, text, SearchType.Shuffle, Fuzzy: true)));
        }
        else if (values.Count > 0)
        {
            // Keywords are stored lower-cased, by the cleaning of the rows.
            conditions.Keywords.Add(new KeywordMatch(
                filter.Field, [.. values.Select(text => VqlValue.Of(text.ToLowerInvariant()))], IsList: true));
        }
    }

    private static void AddBound(
        Conditions conditions, FilterParameter filter, string name, string text, List<ParameterFault> faults)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            faults.Add(new ParameterFault(name, $"\"{text}\" is not a whole number from 0 to {long.MaxValue}"));
            return;
        }

        conditions.Bounds.Add((filter, name, number));
    }

    private sealed class Conditions
    {
        public List<TextMatch> Texts { get; } = [];

        public List<KeywordMatch> Keywords { get; } = [];

        public List<(FilterParameter Filter, string Name, long Number)> Bounds { get; } = [];

        public void CheckBounds(List<ParameterFault> faults)
        {
            foreach (var low in Bounds.Where(bound => bound.Filter.Kind == FilterKind.Min))
            {
                var high = Bounds.Find(bound => bound.Filter.Kind == FilterKind.Max && bound.Filter.Field == low.Filter.Field);
                if (high.Filter is not null && high.Number < low.Number)
                {
                    faults.Add(new ParameterFault(low.Name, $"{low.Number} is more than {high.Name}, which is {high.Number}"));
                }
            }
        }

        public VqlWhere ToWhere(EntityFilters filters)
        {
            var ranges = Bounds
                .GroupBy(bound => bound.Filter.Field)
                .Select(group => new RangeMatch(group.Key, [.. group.Select(ToBound)]))
                .ToList();
            return new VqlWhere(
                new Clauses<TextMatch>(Texts, []),
                new Clauses<KeywordMatch>(Keywords, WithoutCompany(filters, ranges)),
                new Clauses<RangeMatch>(ranges, []));
        }

        private static RangeBound ToBound((FilterParameter Filter, string Name, long Number) bound) =>
            new(bound.Filter.Kind == FilterKind.Min ? RangeOperator.Gte : RangeOperator.Lte, VqlValue.Of(bound.Number));

        // The document of a contact without a company holds 0 for the company's numbers, as the Go
        // service writes it; an unknown number must not be taken for a small one.
        private static List<KeywordMatch> WithoutCompany(EntityFilters filters, List<RangeMatch> ranges) =>
            ranges.Exists(range => filters.Fields[range.Field].OfCompany && range.Bounds.All(IsMetByZero))
                ? [new KeywordMatch("company_id", [VqlValue.Of("")], IsList: true)]
                : [];

        private static bool IsMetByZero(RangeBound bound) => bound.Operator == RangeOperator.Lte || bound.Value.Text == "0";
    }
}
