using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Postgres;

/// <summary>
/// What is said of contacts and their companies alone decide. Their words cost far more than their uuids, so the companies
/// are to be found once, each looked at once at most, whatever the planner believes of how many there are.
/// </summary>
internal static class CompanyConditions
{
    /// <summary>Takes what companies alone decide out of what must hold, where it is about words.</summary>
    /// <returns>The companies' part, null where there is none, and what else there is.</returns>
    public static (VqlWhere? OfCompany, VqlWhere Others) Split(EntityFields entity, VqlWhere where)
    {
        var texts = where.TextMatches.Must.ToLookup(match => IsOfCompany(entity, match));
        var keywords = where.KeywordMatch.Must.ToLookup(match => IsOfCompany(entity, match));
        return !texts[true].Any() && keywords[true].All(match => entity[match.Field].Kind != FieldKind.Text) ? (null, where) : (
            VqlWhere.Everything with
            {
                TextMatches = new Clauses<TextMatch>([.. texts[true]], []),
                KeywordMatch = new Clauses<KeywordMatch>([.. keywords[true]], []),
            },
            where with
            {
                TextMatches = where.TextMatches with { Must = [.. texts[false]] },
                KeywordMatch = where.KeywordMatch with { Must = [.. keywords[false]] },
            });
    }

    /// <summary>Whether companies alone decide all that a group says.</summary>
    public static bool AreOnlyOnCompany(EntityFields entity, VqlWhere group) =>
        group.ClauseCount > 0 && group.ClauseCount == group.TextMatches.Must.Count + group.KeywordMatch.Must.Count && !group.Groups().Any()
        && group.TextMatches.Must.All(match => IsOfCompany(entity, match)) && group.KeywordMatch.Must.All(match => IsOfCompany(entity, match));

    // Only what no contact without a company can meet, since an absent company is not among the companies.
    private static bool IsOfCompany(EntityFields entity, TextMatch match) => entity[match.Field] is { OfCompany: true, Kind: FieldKind.Text };

    private static bool IsOfCompany(EntityFields entity, KeywordMatch match) =>
        entity[match.Field] is { OfCompany: true, Kind: FieldKind.Keyword or FieldKind.Text } && match.Values.All(value => value.Text.Length > 0);
}
