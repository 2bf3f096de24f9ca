using Vql.Core.Aliases;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Core.Text;

namespace Vql.Core.Filters;

/// <summary>Creates the condition for a filter and its values.</summary>
internal sealed class FilterCondition(EntityFields fields, FilterParameter filter, WordMatchOptions options)
{
    public VqlWhere Of(IReadOnlyList<string> values)
    {
        if (filter.Excludes)
        {
            return Conjunction.Of([.. filter.Fields.SelectMany(field => AlternativesOf(field, values)).Select(Negate)]);
        }

        return filter.Kind == FilterKind.Every
            ? Conjunction.Of(values.Select(value => Including([value])))
            : Including(values);
    }

    /// <summary>Returns the condition that a number or a date is in a range. Both bounds are inclusive.</summary>
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

    /// <summary>Returns the reason why no row can match a value, or null if rows can match it.</summary>
    public string? FaultOf(string value)
    {
        var searched = filter.Fields.Select(name => fields[name]).ToLookup(field => IsWhole(field, value));
        return searched[false].Any()
            ? SearchableText.FaultOf(value, options.Type, searched[false].Any(field => field.Column.KeepsSymbols))
            : searched[true].Select(field => SearchableText.FaultOf(value, fields.NormalizedOf(field).Normalization))
                .OfType<string>().FirstOrDefault();
    }

    private VqlWhere Including(IReadOnlyList<string> values)
    {
        VqlWhere[] alternatives = [.. filter.Fields.SelectMany(field => AlternativesOf(field, values))];
        return alternatives is [var only] ? only : VqlWhere.Everything with { AnyOf = alternatives };
    }

    // Returns the conditions for a field. Values are matched as whole values, by words, or by words with symbols.
    private IEnumerable<VqlWhere> AlternativesOf(string name, IReadOnlyList<string> values)
    {
        var field = fields[name];
        var whole = values.ToLookup(value => IsWhole(field, value));
        if (whole[true].Any())
        {
            var keywords = Keywords(fields.NormalizedOf(field), whole[true]);
            yield return VqlWhere.Everything with { KeywordMatch = new Clauses<KeywordMatch>([keywords], []) };
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

        // In a text with symbols, "C" matches only as a separate word, not as a part of "C++".
        if (byWords[SymbolWords.Possible].Any())
        {
            yield return Texts(field, byWords[SymbolWords.Possible]) with { Missing = [symbols.Name] };
        }

        if (byWords[SymbolWords.Possible].Concat(byWords[SymbolWords.Some]).ToList() is { Count: > 0 } symbolValues)
        {
            yield return Texts(symbols, symbolValues);
        }
    }

    private VqlWhere Texts(Field field, IEnumerable<string> values)
    {
        // Web addresses are not matched fuzzily unless a modifier is specified.
        var isFuzzy = options.Fuzzy && (options.IsExplicit || filter.Kind != FilterKind.Website);
        return VqlWhere.Everything with
        {
            TextMatches = new Clauses<TextMatch>([.. values.Select(value => new TextMatch(field.Name, value, options.Type, isFuzzy))], []),
        };
    }

    private bool IsWhole(Field field, string value) => filter.Kind switch
    {
        FilterKind.Domain => true,
        FilterKind.Website => !options.IsExplicit && value.Contains('.', StringComparison.Ordinal),
        _ => field.Kind != FieldKind.Text,
    };

    private KeywordMatch Keywords(Field field, IEnumerable<string> values)
    {
        var aliases = filter.Kind is FilterKind.Any or FilterKind.Every ? ValueAliases.Of(field.Column) : null;
        var normalized = values.SelectMany(value => aliases?.Expand(value) ?? [value])
            .Select(value => NormalizedValue.Of(field.Normalization, value)).Distinct();
        return new KeywordMatch(field.Name, [.. normalized.Select(VqlValue.Of)], IsList: true);
    }

    private static VqlWhere Negate(VqlWhere where) => where.Missing.Count > 0
        ? VqlWhere.Everything with { NoneOf = [where] }
        : VqlWhere.Everything with
        {
            TextMatches = new Clauses<TextMatch>([], where.TextMatches.Must),
            KeywordMatch = new Clauses<KeywordMatch>([], where.KeywordMatch.Must),
        };
}
