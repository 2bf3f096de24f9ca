using Vql.Core.Language;

namespace Vql.Core.Filters;

/// <summary>Contacts without a company, as a condition.</summary>
internal static class NoCompany
{
    /// <summary>None of them.</summary>
    public static VqlWhere None { get; } = VqlWhere.Everything with
    {
        KeywordMatch = new Clauses<KeywordMatch>([], [new KeywordMatch("company_id", [VqlValue.Of("")], IsList: true)]),
    };
}
