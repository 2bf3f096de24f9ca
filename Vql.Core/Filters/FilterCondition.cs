using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Core.Filters;

/// <summary>The condition that one filter and its values make.</summary>
internal sealed class FilterCondition(EntityFields fields, FilterParameter filter, WordReading words)
{
    public VqlWhere Of(IReadOnlyList<string> values)
    {
        if (filter.Excludes)
        {
            return InAny(values, (texts, keywords) => Where(mustNotTexts: texts, mustNotKeywords: keywords), Conjunction.Of);
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

    private VqlWhere Including(IReadOnlyList<string> values) => InAny(
        values, (texts, keywords) => Where(texts, keywords),
        alternatives => alternatives is [var only] ? only : VqlWhere.Everything with { AnyOf = alternatives });

    private VqlWhere InAny(
        IReadOnlyList<string> values, Func<List<TextMatch>, List<KeywordMatch>, VqlWhere> condition, Func<IReadOnlyList<VqlWhere>, VqlWhere> join) =>
        join([.. filter.Fields.Select(field => fields[field].Kind == FieldKind.Text
            ? condition([.. values.SelectMany(value => Texts(field, value))], [])
            : condition([], [new KeywordMatch(field, [.. values.Select(value => VqlValue.Of(Keyword(value)))], IsList: true)]))]);

    private IEnumerable<TextMatch> Texts(string field, string value)
    {
        if (filter.Kind != FilterKind.Domain)
        {
            return [new TextMatch(field, value, words.Type, words.Fuzzy)];
        }

        var domain = DomainText.Of(value);
        return [new TextMatch(field, domain, SearchType.Exact), new TextMatch(field, DomainText.CommonHost + domain, SearchType.Exact)];
    }

    // Keywords are stored lower-cased, and phone numbers as a plus and digits, by the cleaning of the rows.
    private string Keyword(string value) => filter.Kind switch
    {
        FilterKind.Id => value,
        FilterKind.Phone => CsvValue.Phone(value) ?? value,
        _ => CsvValue.LowerCase(value),
    };

    private static VqlWhere Where(
        List<TextMatch>? texts = null, List<KeywordMatch>? keywords = null,
        List<TextMatch>? mustNotTexts = null, List<KeywordMatch>? mustNotKeywords = null) =>
        VqlWhere.Everything with
        {
            TextMatches = new Clauses<TextMatch>(texts ?? [], mustNotTexts ?? []),
            KeywordMatch = new Clauses<KeywordMatch>(keywords ?? [], mustNotKeywords ?? []),
        };
}
