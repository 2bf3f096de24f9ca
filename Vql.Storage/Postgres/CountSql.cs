using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Postgres;

/// <summary>How rows are counted.</summary>
internal static class CountSql
{
    /// <summary>The statement that counts what is found.</summary>
    public static string Of(EntityFields entity, VqlWhere where, SqlCompiler compiler)
    {
        // An index finds the rows that have something, none those that have not. So what is excluded is counted, too, and
        // taken away; but for what is told by a look at the row, where rows must be looked at anyway.
        var required = where.WithoutExclusions();
        var exclusions = where.Exclusions().ToLookup(group => !required.IsEverything && group.FieldNames().All(name => IsCheap(entity[name])));
        var kept = required with { NoneOf = [.. exclusions[true]] };
        return exclusions[false].Any()
            ? $"select ({Count(kept)}) - ({Count(VqlWhere.Everything with { AllOf = [kept, VqlWhere.Everything with { AnyOf = [.. exclusions[false]] }] })})"
            : Count(kept);

        string Count(VqlWhere counted)
        {
            var condition = compiler.Compile(counted);
            return $"select count(*) from {EntitySql.From(entity, condition.JoinsCompany)} where {condition.Sql}";
        }
    }

    private static bool IsCheap(Field field) => field is { OfCompany: false, IsArray: false, Kind: not FieldKind.Text };
}
