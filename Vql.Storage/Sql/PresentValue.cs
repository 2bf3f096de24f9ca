using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Sql;

/// <summary>Recognizes conditions for the rows with a value, such as <c>has_phone=true</c>.</summary>
internal static class PresentValue
{
    /// <summary>Returns whether a group matches the rows with a value of a column, except texts that count as none.</summary>
    public static bool IsMatchedBy(EntityFields entity, VqlWhere group) =>
        group.Exists is [var name]
        && entity[name] is { OfCompany: false, IsArray: false, ZeroValue: null, Kind: FieldKind.Keyword }
        && group.KeywordMatch.Must.Count == 0
        && group.KeywordMatch.MustNot.All(match => match.Field == name)
        && group.ClauseCount == 1 + group.KeywordMatch.MustNot.Count
        && !group.Groups().Any();

    /// <summary>
    /// Returns whether a group matches the rows with a text that is not empty. Its index serves this condition, unlike the negation of a
    /// text.
    /// </summary>
    public static bool IsNotEmpty(EntityFields entity, VqlWhere group) =>
        IsMatchedBy(entity, group) && group.KeywordMatch.MustNot is [{ Values: [{ Text: "" }] }];
}
