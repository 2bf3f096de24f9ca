using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Sql;

/// <summary>Writes the statements that count rows.</summary>
internal static class Counts
{
    // Each alternative is counted by two subqueries, which are planned separately.
    private const int MaxAlternatives = 4;

    /// <summary>Returns the statement that counts the matching rows.</summary>
    public static string Of(SqlStatement statement)
    {
        var (entity, where) = (statement.Entity, Unwrapped(statement.Query.Where));

        // Most rows have a value, so the others are counted and subtracted.
        if (PresentValue.IsMatchedBy(entity, where))
        {
            return $"select ({Count(VqlWhere.Everything)}) - ({Count(VqlWhere.Everything with { NoneOf = [where] })})";
        }

        // No index finds the rows that an exclusion leaves, except those without a value. Excluded rows are therefore counted
        // separately and subtracted. Exclusions that are cheap to evaluate stay in the condition if there are other conditions,
        // because the rows are read anyway. An absent company is found by the join that the other conditions need.
        var required = where.WithoutExclusions();
        var excluded = where.Exclusions().ToList();
        var exclusions = excluded.ToLookup(group => CompanyConditions.IsAbsence(entity, group) || (required.IsEverything
            ? excluded.Count == 1 && PresentValue.IsMatchedBy(entity, group)
            : group.FieldNames().All(name => IsCheap(entity[name]))));
        var kept = required with { NoneOf = [.. exclusions[true]] };
        if (!exclusions[false].Any())
        {
            return Count(kept);
        }

        var subtracted = VqlWhere.Everything with { AllOf = [kept, VqlWhere.Everything with { AnyOf = [.. exclusions[false]] }] };
        return $"select ({Count(kept)}) - ({Count(subtracted)})";

        string Count(VqlWhere counted) =>
            Alternatives(entity, Unwrapped(counted)) is { Count: > 1 and <= MaxAlternatives } groups
                ? $"select {CountAny(groups)}"
                : CountRows(counted);

        // No index contains the columns of all alternatives, but each of their own indexes counts one of them. Rows that match several
        // alternatives are few, except for the same name of a city and its state.
        string CountAny(IReadOnlyList<VqlWhere> groups) => string.Join(" + ", groups.Select((group, place) => place == 0
            ? $"({CountRows(group)})"
            : $"({CountRows(group)}) - ({CountRows(VqlWhere.Everything with { AllOf = [group], AnyOf = [.. groups.Take(place)] })})"));

        string CountRows(VqlWhere counted)
        {
            var condition = statement.Conditions.Write(counted);
            return $"select count(*) from {EntitySql.From(entity, condition.JoinsCompany)} where {condition.Sql}";
        }
    }

    // Conditions that consist of one group are those of the group.
    private static VqlWhere Unwrapped(VqlWhere where)
    {
        var required = where.AllOf.Where(group => !group.IsEverything).ToList();
        return (where with { AllOf = [], AnyOf = [] }).IsEverything
            ? (required, where.AnyOf) switch
            {
                ([var only], []) => Unwrapped(only),
                ([], [var only]) => Unwrapped(only),
                _ => where with { AllOf = required },
            }
            : where;
    }

    // The alternatives of conditions that consist of nothing else, if the index of each contains all columns that it refers to.
    private static IReadOnlyList<VqlWhere> Alternatives(EntityFields entity, VqlWhere where) =>
        (where with { AnyOf = [] }).IsEverything && where.AnyOf.All(group => IsCovered(entity, group)) ? where.AnyOf : [];

    private static bool IsCovered(EntityFields entity, VqlWhere group) =>
        group.ClauseCount == 1
        && !group.Groups().Any()
        && group.KeywordMatch.Must is [var match]
        && entity[match.Field] is { OfCompany: false, IsArray: false, Normalization: ValueNormalization.Label };

    private static bool IsCheap(Field field) => field is { OfCompany: false, IsArray: false, Kind: not FieldKind.Text };
}
