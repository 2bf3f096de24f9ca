using Vql.Core.Fields;

namespace Vql.Core.Language;

/// <summary>
/// The conditions that a contact without a company meets. <see cref="Field.ZeroValue"/> is its value of a field of the company.
/// </summary>
public static class AbsentCompany
{
    private static readonly KeywordMatch EmptyKey =
        new(FieldCatalogue.Contacts.Fields.Single(field => field.IsCompanyKey).Name, [VqlValue.Of("")], IsList: true);

    /// <summary>The condition that a contact has no company, or one that is deleted. The Go service supports it.</summary>
    public static VqlWhere HasNoCompany { get; } = VqlWhere.Everything with { KeywordMatch = new Clauses<KeywordMatch>([EmptyKey], []) };

    /// <summary>The condition that a contact has a company that is not deleted. The Go service supports it.</summary>
    public static VqlWhere HasCompany { get; } = VqlWhere.Everything with { KeywordMatch = new Clauses<KeywordMatch>([], [EmptyKey]) };

    /// <summary>Returns whether the contacts without a company are those that meet the condition.</summary>
    public static bool IsMetOnlyByAbsent(Field field, KeywordMatch match) => field.IsCompanyKey && match.Values is [{ Text: "" }];

    /// <summary>Returns whether the zero value of a field meets the condition.</summary>
    public static bool Meets(Field field, TextMatch match) => field.ZeroValue is not null && field.Kind switch
    {
        _ when match.Type == SearchType.Substring => false,
        FieldKind.Keyword when match.Type == SearchType.Wildcard => WildcardPattern.MatchesEmpty(match.Text),
        FieldKind.Keyword => match.Text.Length == 0,
        FieldKind.Number => IsZero(VqlValue.Of(match.Text)),
        _ => false,
    };

    /// <inheritdoc cref="Meets(Field, TextMatch)"/>
    public static bool Meets(Field field, KeywordMatch match) => field.ZeroValue is not null && field.Kind switch
    {
        FieldKind.Keyword => match.Values.Any(value => value.Text.Length == 0),
        FieldKind.Number => match.Values.Any(IsZero),
        _ => false,
    };

    /// <inheritdoc cref="Meets(Field, TextMatch)"/>
    public static bool Meets(Field field, RangeMatch match) => field.ZeroValue is not null && field.Kind switch
    {
        FieldKind.Keyword => match.Bounds.All(IsMetByEmptyText),
        FieldKind.Number => Interval.Of(FieldKind.Number, match.Bounds, now: default).Contains(0),
        _ => match.Bounds.Count == 0,
    };

    private static bool IsZero(VqlValue number) => Interval.Of(FieldKind.Number, number, now: default).Contains(0);

    private static bool IsMetByEmptyText(RangeBound bound) => bound.Operator switch
    {
        RangeOperator.Gte => bound.Value.Text.Length == 0,
        RangeOperator.Gt => false,
        RangeOperator.Lte => true,
        _ => bound.Value.Text.Length > 0,
    };
}
