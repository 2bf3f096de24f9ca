using Vql.Core.Fields;
using Vql.Core.Text;

namespace Vql.Core.Language;

/// <summary>
/// Converts conditions to the normal form that both compilers read. Texts are in the form of the indexed words, a range has at most
/// one bound on each side, and options that do not apply are removed.
/// </summary>
public static class NormalForm
{
    /// <summary>Returns a valid query with all its conditions in their normal form.</summary>
    public static VqlQuery Of(EntityFields entity, VqlQuery query) => query with
    {
        Where = Of(entity, query.Where),
        OrderBy = [.. query.OrderBy.Select(member => member with { Scores = [.. member.Scores.Select(score => Of(entity, score))] })],
    };

    private static VqlScore Of(EntityFields entity, VqlScore score) =>
        new([.. score.Tiers.Select(tier => tier with { Where = Of(entity, tier.Where) })]);

    /// <summary>Returns the normal form of valid conditions. The normal form of a normal form is the same.</summary>
    public static VqlWhere Of(EntityFields entity, VqlWhere where) => where with
    {
        TextMatches = where.TextMatches.Select(match => Of(entity[match.Field], match)),
        RangeQuery = where.RangeQuery.Select(match => match with { Bounds = Effective(match.Bounds) }),
        AnyOf = Of(entity, where.AnyOf),
        AllOf = Of(entity, where.AllOf),
        NoneOf = Of(entity, where.NoneOf),
    };

    /// <summary>
    /// Returns the effective bounds. Elasticsearch supports one bound on each side and uses the last one. The Go service sends the
    /// bounds sorted by name. Therefore, gte and lte override gt and lt.
    /// </summary>
    internal static IReadOnlyList<RangeBound> Effective(IReadOnlyList<RangeBound> bounds) =>
    [
        .. bounds.Where((bound, index) =>
            bounds.Skip(index + 1).All(later => later.Operator != bound.Operator)
            && (bound.Operator != RangeOperator.Gt || bounds.All(other => other.Operator != RangeOperator.Gte))
            && (bound.Operator != RangeOperator.Lt || bounds.All(other => other.Operator != RangeOperator.Lte))),
    ];

    private static IReadOnlyList<VqlWhere> Of(EntityFields entity, IReadOnlyList<VqlWhere> groups) =>
        groups.Count == 0 ? groups : [.. groups.Select(group => Of(entity, group))];

    private static TextMatch Of(Field field, TextMatch match) => match with
    {
        Text = field.Kind == FieldKind.Text ? TextOf(field, match) : match.Text,
        Fuzzy = match is { Fuzzy: true, Type: SearchType.Shuffle },
        FuzzyMinLength = match is { Fuzzy: true, Type: SearchType.Shuffle } ? match.FuzzyMinLength : TextMatch.DefaultFuzzyMinLength,
        Operator = match.Type is SearchType.Exact or SearchType.Wildcard ? MatchOperator.And : match.Operator,
        Slop = match.Type == SearchType.Exact ? match.Slop : 0,
    };

    // Words are indexed in NFC and in lower case, and symbols in words are indexed as letters. The engines analyze texts, but not
    // patterns, which match words as they are indexed. Some letters have a composition in lower case only.
    private static string TextOf(Field field, TextMatch match)
    {
        var text = CanonicalForms.Compose(match.Text);
        return match.Type == SearchType.Wildcard ? CanonicalForms.Compose(text.ToLowerInvariant())
            : field.EncodesSymbols ? Folded(SymbolRules.Apply(text))
            : field.FoldsAccents ? Folded(text)
            : match.Type == SearchType.Contains ? CanonicalForms.Compose(text.ToLowerInvariant())
            : text;

        static string Folded(string text) => NormalizedValue.Of(ValueNormalization.Label, text);
    }
}
