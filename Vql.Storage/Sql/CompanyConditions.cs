using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Sql;

/// <summary>
/// Separates the conditions on contacts that refer only to their companies. Evaluating words is far more expensive than
/// comparing UUIDs, so the matching companies are found once, independent of the planner's estimate of their number.
/// </summary>
internal static class CompanyConditions
{
    /// <summary>Splits conditions into those on companies only and the others, if those on companies include words.</summary>
    /// <returns>The conditions on companies, or null, and the other conditions.</returns>
    public static (VqlWhere? OfCompany, VqlWhere Others) Split(EntityFields entity, VqlWhere where)
    {
        var texts = where.TextMatches.Must.ToLookup(match => IsOfCompany(entity, match));
        var keywords = where.KeywordMatch.Must.ToLookup(match => IsOfCompany(entity, match));
        if (!texts[true].Any() && keywords[true].All(match => entity[match.Field].Kind != FieldKind.Text))
        {
            return (null, where);
        }

        var ofCompany = VqlWhere.Everything with
        {
            TextMatches = new Clauses<TextMatch>([.. texts[true]], []),
            KeywordMatch = new Clauses<KeywordMatch>([.. keywords[true]], []),
        };
        var others = where with
        {
            TextMatches = where.TextMatches with { Must = [.. texts[false]] },
            KeywordMatch = where.KeywordMatch with { Must = [.. keywords[false]] },
        };
        return (ofCompany, others);
    }

    /// <summary>Returns whether all conditions of a group refer to companies only.</summary>
    public static bool AreOnlyOnCompany(EntityFields entity, VqlWhere group) =>
        group.ClauseCount > 0
        && group.ClauseCount == group.TextMatches.Must.Count + group.KeywordMatch.Must.Count
        && !group.Groups().Any()
        && group.TextMatches.Must.All(match => IsOfCompany(entity, match))
        && group.KeywordMatch.Must.All(match => IsOfCompany(entity, match));

    /// <summary>Returns whether only contacts with a company match a group.</summary>
    public static bool AreRequired(EntityFields entity, VqlWhere where) =>
        where.Exclusions().Any(group => IsAbsence(entity, group)) || where.AllOf.Any(group => AreRequired(entity, group));

    /// <summary>Returns whether a group matches exactly the contacts without a company.</summary>
    public static bool IsAbsence(EntityFields entity, VqlWhere group) =>
        group.ClauseCount == 1
        && !group.Groups().Any()
        && group.KeywordMatch.Must is [var match]
        && AbsentCompany.IsMetOnlyByAbsent(entity[match.Field], match);

    // Only conditions that contacts without a company never meet, because a missing company is not found among the companies.
    private static bool IsOfCompany(EntityFields entity, TextMatch match) =>
        entity[match.Field] is { OfCompany: true, Kind: FieldKind.Text };

    private static bool IsOfCompany(EntityFields entity, KeywordMatch match) =>
        entity[match.Field] is { OfCompany: true, Kind: FieldKind.Keyword or FieldKind.Text } field
        && !AbsentCompany.Meets(field, match);
}
