using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Tests.Core.Language;

public sealed class AbsentCompanyTests
{
    [Theory]
    [InlineData("company_city", "", true)]
    [InlineData("company_city", "gte:", true)]
    [InlineData("company_city", "gte:a", false)]
    [InlineData("company_city", "gt:", false)]
    [InlineData("company_city", "lte:", true)]
    [InlineData("company_city", "lt:", false)]
    [InlineData("company_city", "lt:a", true)]
    [InlineData("company_city", "gte: lt:a", true)]
    [InlineData("company_city", "gte:a lte:b", false)]
    [InlineData("company_employees_count", "", true)]
    [InlineData("company_employees_count", "gte:0", true)]
    [InlineData("company_employees_count", "gt:0", false)]
    [InlineData("company_employees_count", "gte:1", false)]
    [InlineData("company_employees_count", "gte:-1 lt:1", true)]
    [InlineData("company_employees_count", "lt:0", false)]
    [InlineData("company_name", "", true)]
    [InlineData("company_name", "lt:a", false)]
    [InlineData("company_technologies", "", false)]
    [InlineData("city", "lt:a", false)]
    public void Range_OfAContactWithoutACompany_ComparesTheZeroValue(string field, string bounds, bool expected)
    {
        var match = new RangeMatch(field, [.. bounds.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Bound)]);
        Assert.Equal(expected, AbsentCompany.Meets(FieldCatalogue.Contacts[field], match));
    }

    [Theory]
    [InlineData("company_city", true, "a", "")]
    [InlineData("company_city", false, "a", "0")]
    [InlineData("company_employees_count", true, "5", "0")]
    [InlineData("company_employees_count", true, "0.0")]
    [InlineData("company_employees_count", false, "5", "-1")]
    [InlineData("company_name", false, "")]
    [InlineData("company_technologies", false, "")]
    [InlineData("city", false, "")]
    public void Values_OfAContactWithoutACompany_ContainTheZeroValue(string field, bool expected, params string[] values) =>
        Assert.Equal(
            expected,
            AbsentCompany.Meets(FieldCatalogue.Contacts[field], new KeywordMatch(field, [.. values.Select(VqlValue.Of)], IsList: true)));

    [Theory]
    [InlineData("company_city", SearchType.Exact, "", true)]
    [InlineData("company_city", SearchType.Exact, "a", false)]
    [InlineData("company_city", SearchType.Prefix, "", true)]
    [InlineData("company_city", SearchType.Contains, "a", false)]
    [InlineData("company_city", SearchType.Substring, "", false)]
    [InlineData("company_city", SearchType.Wildcard, "**", true)]
    [InlineData("company_city", SearchType.Wildcard, "a*", false)]
    [InlineData("company_city", SearchType.Wildcard, "?", false)]
    [InlineData("company_employees_count", SearchType.Exact, "0", true)]
    [InlineData("company_employees_count", SearchType.Exact, "1", false)]
    [InlineData("company_employees_count", SearchType.Substring, "0", false)]
    [InlineData("company_name", SearchType.Exact, "", false)]
    [InlineData("city", SearchType.Exact, "", false)]
    public void Text_OfAContactWithoutACompany_IsComparedWithTheZeroValue(string field, SearchType type, string text, bool expected) =>
        Assert.Equal(expected, AbsentCompany.Meets(FieldCatalogue.Contacts[field], new TextMatch(field, text, type)));

    [Theory]
    [InlineData("company_uuid", true, "")]
    [InlineData("company_uuid", false, "", "acme")]
    [InlineData("company_uuid", false, "acme")]
    [InlineData("company_city", false, "")]
    [InlineData("company_id", false, "")]
    public void EmptyValue_OfTheCompanysUuid_IsThatOfContactsWithoutACompany(string field, bool expected, params string[] values) =>
        Assert.Equal(
            expected,
            AbsentCompany.IsMetOnlyByAbsent(
                FieldCatalogue.Contacts[field], new KeywordMatch(field, [.. values.Select(VqlValue.Of)], IsList: true)));

    private static RangeBound Bound(string text)
    {
        var parts = text.Split(':');
        return new RangeBound(Enum.Parse<RangeOperator>(parts[0], ignoreCase: true), VqlValue.Of(parts[1]));
    }
}
