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
            return Conjunction.Of([.. filter.Fields.SelectMany(field => AlternativesOf(field, values)).Select(Not)]);
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

    /// <summary>Why no row can match a value; null when some can.</summary>
    public string? FaultOf(string value)
    {
        var asked = filter.Fields.Select(name => fields[name]).ToLookup(field => IsWhole(field, value));
        return asked[false].Any()
            ? SearchableText.FaultOf(value, words.Type, asked[false].Any(field => field.Column.KeepsSymbols))
            : asked[true].Select(field => SearchableText.FaultOf(value, fields.NormalizedOf(field).Normalization)).OfType<string>().FirstOrDefault();
    }

    private VqlWhere Including(IReadOnlyList<string> values)
    {
        VqlWhere[] alternatives = [.. filter.Fields.SelectMany(field => AlternativesOf(field, values))];
        return alternatives is [var only] ? only : VqlWhere.Everything with { AnyOf = alternatives };
    }

    // What one of the values asks of a field: by the whole value, by words, or by words with symbols. A field may be asked each.
    private IEnumerable<VqlWhere> AlternativesOf(string name, IReadOnlyList<string> values)
    {
        var field = fields[name];
        var whole = values.ToLookup(value => IsWhole(field, value));
        if (whole[true].Any())
        {
            yield return VqlWhere.Everything with { KeywordMatch = new Clauses<KeywordMatch>([Keywords(fields.NormalizedOf(field), whole[true])], []) };
        }

        if (fields.SymbolsOf(field) is not { } symbols)
        {
            if (whole[false].Any())
            {
                yield return Texts(field, whole[false]);
            }

            yield break;
        }

        var byWords = whole[false].ToLookup(SymbolRules.Classify);
        if (byWords[SymbolWords.None].Any())
        {
            yield return Texts(field, byWords[SymbolWords.None]);
        }

        // Where a title has symbols, "C" is one of its words only if it stands there alone.
        if (byWords[SymbolWords.Possible].Any())
        {
            yield return Texts(field, byWords[SymbolWords.Possible]) with { Missing = [symbols.Name] };
        }

        if (byWords[SymbolWords.Possible].Concat(byWords[SymbolWords.Some]).ToList() is { Count: > 0 } asked)
        {
            yield return Texts(symbols, asked);
        }
    }

    private VqlWhere Texts(Field field, IEnumerable<string> values)
    {
        // Addresses are not misspelled, unless it is said.
        var isFuzzy = words.Fuzzy && (words.IsGiven || filter.Kind != FilterKind.Website);
        return VqlWhere.Everything with
        {
            TextMatches = new Clauses<TextMatch>([.. values.Select(value => new TextMatch(field.Name, value, words.Type, isFuzzy))], []),
        };
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

    private static VqlWhere Not(VqlWhere where) => where.Missing.Count > 0
        ? VqlWhere.Everything with { NoneOf = [where] }
        : VqlWhere.Everything with
        {
            TextMatches = new Clauses<TextMatch>([], where.TextMatches.Must),
            KeywordMatch = new Clauses<KeywordMatch>([], where.KeywordMatch.Must),
        };
}
