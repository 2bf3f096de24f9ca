using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Sql;

/// <summary>Writes the statements that count rows.</summary>
internal static class Counts
{
    /// <summary>Returns the statement that counts the matching rows.</summary>
    public static string Of(SqlStatement statement)
    {
        var (entity, where) = (statement.Entity, statement.Query.Where);

        // Most rows have a value, so the others are counted and subtracted.
        var group = (where with { AllOf = [], AnyOf = [] }).IsEverything && where.Groups().ToArray() is [var only] ? only : where;
        if (MissingValue.IsExcludedBy(entity, group))
        {
            return $"select ({Count(VqlWhere.Everything)}) - ({Count(VqlWhere.Everything with { NoneOf = [group] })})";
        }

        // No index finds the rows that an exclusion leaves, except those without a value. Excluded rows are therefore counted
        // separately and subtracted. Exclusions that are cheap to evaluate stay in the condition if there are other conditions,
        // because the rows are read anyway.
        var required = where.WithoutExclusions();
        var exclusions = where.Exclusions().ToLookup(excluded =>
            MissingValue.IsExcludedBy(entity, excluded)
            || (!required.IsEverything && excluded.FieldNames().All(name => IsCheap(entity[name]))));
        var kept = required with { NoneOf = [.. exclusions[true]] };
        if (!exclusions[false].Any())
        {
            return Count(kept);
        }

        var subtracted = VqlWhere.Everything with { AllOf = [kept, VqlWhere.Everything with { AnyOf = [.. exclusions[false]] }] };
        return $"select ({Count(kept)}) - ({Count(subtracted)})";

        string Count(VqlWhere counted)
        {
            var condition = statement.Conditions.Write(counted);
            return $"select count(*) from {EntitySql.From(entity, condition.JoinsCompany)} where {condition.Sql}";
        }
    }

    private static bool IsCheap(Field field) => field is { OfCompany: false, IsArray: false, Kind: not FieldKind.Text };
}
