using Vql.Core.Language;

namespace Vql.Core.Filters;

/// <summary>A condition on the company of contacts.</summary>
internal static class CompanyCondition
{
    /// <summary>The condition that a contact has a company.</summary>
    public static VqlWhere HasCompany { get; } = VqlWhere.Everything with
    {
        KeywordMatch = new Clauses<KeywordMatch>([], [new KeywordMatch("company_id", [VqlValue.Of("")], IsList: true)]),
    };
}
