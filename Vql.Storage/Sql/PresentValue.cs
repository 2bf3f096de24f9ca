using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Sql;

/// <summary>Recognizes exclusions of the rows with a value, such as <c>has_phone=false</c>.</summary>
internal static class MissingValue
{
    /// <summary>
    /// Returns whether an exclusion leaves the rows without a value of a column, or with a text that counts as none.
    /// </summary>
    /// <param name="entity">The entity.</param>
    /// <param name="group">The conditions of the excluded rows.</param>
    public static bool IsExcludedBy(EntityFields entity, VqlWhere group) =>
        group.Exists is [var name]
        && entity[name] is { OfCompany: false, IsArray: false, ZeroValue: null, Kind: FieldKind.Keyword }
        && group.KeywordMatch.Must.Count == 0
        && group.KeywordMatch.MustNot.All(match => match.Field == name)
        && group.ClauseCount == 1 + group.KeywordMatch.MustNot.Count
        && !group.Groups().Any();
}
