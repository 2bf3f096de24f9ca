using Vql.Core.Aliases;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Core.Filters;

/// <summary>Creates the condition for a filter and its values.</summary>
internal sealed class FilterCondition(EntityFields fields, FilterParameter filter, WordMatchOptions options)
{
    private readonly WordCondition _words = new(fields, filter, options);

    public VqlWhere Of(IReadOnlyList<string> values)
    {
        if (filter.Excludes)
        {
            return Conjunction.Of([.. filter.Fields.SelectMany(field => AlternativesOf(field, values)).Select(Negate)]);
        }

        return filter.Kind switch
        {
            FilterKind.Every => Conjunction.Of(values.Select(value => Including([value]))),
            FilterKind.Search when options.Type != SearchType.Exact => new SearchCondition(fields, filter, options).Of(values[0]),
            _ => Including(values),
        };
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

    /// <summary>Returns the condition that one of the fields has a value, or that none of them has. An empty text is no value.</summary>
    public VqlWhere HasValue(bool expected)
    {
        if (filter.Fields is [var key] && fields[key].IsCompanyKey)
        {
            return expected ? AbsentCompany.HasCompany : AbsentCompany.HasNoCompany;
        }

        VqlWhere[] values = [.. filter.Fields.Select(OfField)];
        return expected ? AnyOf(values) : VqlWhere.Everything with { NoneOf = values };

        VqlWhere OfField(string name)
        {
            var field = fields.NormalizedOf(fields[name]);
            return VqlWhere.Everything with
            {
                Exists = [field.Name],
                KeywordMatch = new Clauses<KeywordMatch>([], [new KeywordMatch(field.Name, [VqlValue.Of("")], IsList: true)]),
            };
        }
    }

    /// <summary>Returns the reason why no row can match a value, or null if rows can match it.</summary>
    public string? FaultOf(string value)
    {
        if (filter.Kind == FilterKind.Search && options.Type != SearchType.Exact && SearchCondition.FaultOf(value) is { } fault)
        {
            return fault;
        }

        var searched = filter.Fields.Select(name => fields[name]).ToLookup(field => IsWhole(field, value));
        return searched[false].Any()
            ? SearchableText.FaultOf(value, options.Type, searched[false].Any(field => field.Column.KeepsSymbols))
            : searched[true].Select(field => SearchableText.FaultOf(value, fields.NormalizedOf(field).Normalization))
                .OfType<string>().FirstOrDefault();
    }

    /// <summary>Returns the condition that at least one of the alternatives matches.</summary>
    public static VqlWhere AnyOf(IReadOnlyList<VqlWhere> alternatives) =>
        alternatives is [var only] ? only : VqlWhere.Everything with { AnyOf = alternatives };

    /// <summary>Returns the alternative conditions for a field. Values are matched as whole values or by words.</summary>
    public IEnumerable<VqlWhere> AlternativesOf(string name, IReadOnlyList<string> values)
    {
        var field = fields[name];
        var whole = values.ToLookup(value => IsWhole(field, value));
        return WholeValues(fields.NormalizedOf(field), [.. whole[true]]).Concat(_words.AlternativesOf(field, [.. whole[false]]));
    }

    private VqlWhere Including(IReadOnlyList<string> values) =>
        AnyOf([.. filter.Fields.SelectMany(field => AlternativesOf(field, values))]);

    private IEnumerable<VqlWhere> WholeValues(Field field, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            yield break;
        }

        var aliases = filter.Kind is FilterKind.Any or FilterKind.Every ? ValueAliases.Of(field.Column) : null;
        var match = KeywordValues.Of(field, values.SelectMany(value => aliases?.Expand(value) ?? [value]));
        yield return VqlWhere.Everything with { KeywordMatch = new Clauses<KeywordMatch>([match], []) };
        if (options.MatchesSubdomains)
        {
            var patterns = match.Values.Where(domain => domain.Text.Length > 0)
                .Select(domain => new TextMatch(field.Name, $"*.{WildcardPattern.Escape(domain.Text)}", SearchType.Wildcard));
            yield return VqlWhere.Everything with { TextMatches = new Clauses<TextMatch>([.. patterns], []) };
        }
    }

    private bool IsWhole(Field field, string value) => filter.Kind switch
    {
        FilterKind.Domain => true,
        FilterKind.Website => options.MatchesSubdomains || (!options.IsExplicit && value.Contains('.', StringComparison.Ordinal)),
        _ => field.Kind != FieldKind.Text,
    };

    private static VqlWhere Negate(VqlWhere where) => where.Missing.Count > 0
        ? VqlWhere.Everything with { NoneOf = [where] }
        : VqlWhere.Everything with
        {
            TextMatches = new Clauses<TextMatch>([], where.TextMatches.Must),
            KeywordMatch = new Clauses<KeywordMatch>([], where.KeywordMatch.Must),
        };
}
