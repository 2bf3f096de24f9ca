using Vql.Core.Aliases;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Core.Text;

namespace Vql.Core.Filters;

/// <summary>The condition that one filter and its values make.</summary>
internal sealed class FilterCondition(EntityFields fields, FilterParameter filter, WordReading words)
{
    public VqlWhere Of(IReadOnlyList<string> values)
    {
        if (filter.Excludes)
        {
            return Conjunction.Of([.. filter.Fields.SelectMany(field => ClausesOf(field, values)).Select(clauses => Where(mustNot: clauses))]);
        }

        return filter.Kind == FilterKind.Every
            ? Conjunction.Of(values.Select(value => Including([value])))
            : Including(values);
    }

    /// <summary>A row of which a number or date lies between the ends.</summary>
    public VqlWhere Within(VqlValue? low, VqlValue? high)
    {
        var bounds = new List<RangeBound>(2);
        if (low is { } least)
        {
            bounds.Add(new RangeBound(RangeOperator.Gte, least));
        }

        if (high is { } most)
        {
            bounds.Add(new RangeBound(RangeOperator.Lte, most));
        }

        return VqlWhere.Everything with { RangeQuery = new Clauses<RangeMatch>([new RangeMatch(filter.Fields[0], bounds)], []) };
    }

    private VqlWhere Including(IReadOnlyList<string> values)
    {
        VqlWhere[] alternatives = [.. filter.Fields.SelectMany(field => ClausesOf(field, values)).Select(clauses => Where(must: clauses))];
        return alternatives is [var only] ? only : VqlWhere.Everything with { AnyOf = alternatives };
    }

    // What one of the values asks of a field: by words, or by the whole value. A field may be asked both.
    private IEnumerable<ValueClauses> ClausesOf(string name, IReadOnlyList<string> values)
    {
        var field = fields[name];
        var whole = values.ToLookup(value => IsWhole(field, value));
        if (whole[true].Any())
        {
            yield return new ValueClauses([], [Keywords(fields.NormalizedOf(field), whole[true])]);
        }

        if (whole[false].Any())
        {
            // Addresses are not misspelled, unless it is said.
            var isFuzzy = words.Fuzzy && (words.IsGiven || filter.Kind != FilterKind.Website);
            yield return new ValueClauses([.. whole[false].Select(value => new TextMatch(name, value, words.Type, isFuzzy))], []);
        }
    }

    /// <summary>Why no row can match a value; null when some can.</summary>
    public string? FaultOf(string value)
    {
        var asked = filter.Fields.Select(name => fields[name]).ToLookup(field => IsWhole(field, value));
        return asked[false].Any()
            ? SearchableText.FaultOf(value, words.Type, asked[false].Any(field => field.Column.KeepsSymbols))
            : asked[true].Select(field => SearchableText.FaultOf(value, fields.NormalizedOf(field).Normalization)).OfType<string>().FirstOrDefault();
    }

    private bool IsWhole(Field field, string value) => filter.Kind switch
    {
        FilterKind.Domain => true,
        FilterKind.Website => !words.IsGiven && value.Contains('.', StringComparison.Ordinal),
        _ => field.Kind != FieldKind.Text,
    };

    private KeywordMatch Keywords(Field field, IEnumerable<string> values)
    {
        var aliases = filter.Kind is FilterKind.Any or FilterKind.Every ? ValueAliases.Of(field.Column) : null;
        var normalized = values.SelectMany(value => aliases?.Expand(value) ?? [value])
            .Select(value => NormalizedValue.Of(field.Normalization, value)).Distinct();
        return new KeywordMatch(field.Name, [.. normalized.Select(VqlValue.Of)], IsList: true);
    }

    private static VqlWhere Where(ValueClauses? must = null, ValueClauses? mustNot = null) =>
        VqlWhere.Everything with
        {
            TextMatches = new Clauses<TextMatch>(must?.Texts ?? [], mustNot?.Texts ?? []),
            KeywordMatch = new Clauses<KeywordMatch>(must?.Keywords ?? [], mustNot?.Keywords ?? []),
        };

    private sealed record ValueClauses(IReadOnlyList<TextMatch> Texts, IReadOnlyList<KeywordMatch> Keywords);
}
