using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;

namespace Vql.Tests.Core.Filters;

public sealed class FilterConverterTests
{
    [Theory]
    [InlineData("title")]
    [InlineData("seniority")]
    public void Convert_CharacterThatNoRowHolds_IsAFaultOfTheParameter(string parameter)
    {
        var faults = new List<ParameterFault>();

        FilterConverter.Convert(
            FilterTable.For(Entity.Contact), [KeyValuePair.Create<string, IReadOnlyList<string>>(parameter, ["a,b\0"])], faults);

        Assert.Equal(parameter, Assert.Single(faults).Parameter);
    }

    [Theory]
    [InlineData("a,b", "a", "b")]
    [InlineData(" [\"a, b\",\"c\"]", "a, b", "c")]
    [InlineData("[1,2]", "[1", "2]")]
    [InlineData("[\"a\",1]", "[\"a\"", "1]")]
    [InlineData("[\"a\"", "[\"a\"")]
    [InlineData("[\"\\ud800\"]", "[\"\\ud800\"]")]
    public void Convert_List_IsReadByCommasOrAsJson(string text, params string[] values)
    {
        var faults = new List<ParameterFault>();

        var where = FilterConverter.Convert(
            FilterTable.For(Entity.Contact), [KeyValuePair.Create<string, IReadOnlyList<string>>("seniority", [text])], faults);

        Assert.Empty(faults);
        Assert.Equal(values.Select(VqlValue.Of), Assert.Single(where.KeywordMatch.Must).Values);
    }

    [Theory]
    [InlineData("created_at_after=yesterday", "created_at_after",
        "\"yesterday\" is not a date: use 2024-02-10, 2024-02-10T12:00:00Z (with %2B for the plus sign of an offset), or the seconds since "
        + "1970")]
    [InlineData("employees_min=-1", "employees_min", "\"-1\" is not a whole number from 0 to 9223372036854775807")]
    [InlineData("employees=1.5", "employees", "\"1.5\" is not a whole number from 0 to 9223372036854775807")]
    [InlineData("employees_max=9223372036854775808", "employees_max",
        "\"9223372036854775808\" is not a whole number from 0 to 9223372036854775807")]
    [InlineData("employees_min=6&employees_max=5", "employees_min", "is greater than employees_max: no row can match both")]
    [InlineData("employees_max=5&employees_min=6", "employees_min", "is greater than employees_max: no row can match both")]
    [InlineData("created_at_after=2024-02-11&created_at_before=2024-02-10", "created_at_after",
        "is greater than created_at_before: no row can match both")]
    [InlineData("has_email=maybe", "has_email", "\"maybe\" is not a Boolean value: use true or false")]
    [InlineData("title=a&title.match=near", "title.match", "\"near\" is not supported: use one of words, exact, substring, prefix")]
    [InlineData("email_domain=a.com&email_domain.match=words", "email_domain.match",
        "\"words\" is not supported: use one of exact, subdomain")]
    [InlineData("title=a&title.fuzzy=2", "title.fuzzy",
        "\"2\" is not supported: use true, false, or the minimum number of letters of a word that matches with a typing error, 3 to 20")]
    [InlineData("title=a&title.fuzzy=21", "title.fuzzy",
        "\"21\" is not supported: use true, false, or the minimum number of letters of a word that matches with a typing error, 3 to 20")]
    [InlineData("title=a&title.match=exact&title.fuzzy=true", "title.fuzzy",
        "applies to words only: remove it, or remove the match modifier")]
    [InlineData("title=a&title.match=prefix&title.synonyms=true", "title.synonyms",
        "applies to words only: remove it, or remove the match modifier")]
    [InlineData("website=a.com&website.match=subdomain&website.fuzzy=true", "website.fuzzy",
        "applies to words only: remove it, or remove the match modifier")]
    [InlineData("exclude_titles=a&exclude_titles.fuzzy=true", "exclude_titles.fuzzy",
        "does not apply to exclusions, which only exclude exact words: remove it")]
    [InlineData("title=a&title.match=exact&normalize_title_column=true", "title.match",
        "cannot be combined with normalize_title_column: remove one of them")]
    [InlineData("keywords=a&keyword_search_fields=revenue", "keyword_search_fields",
        "\"revenue\" is not supported: use one of company, industries, keywords")]
    [InlineData("keywords=a&keyword_search_fields=x", "keyword_search_fields",
        "\"x\" is not supported: use one of company, industries, keywords")]
    [InlineData("keywords=a&keyword_exclude_fields=company,industries,keywords", "keyword_exclude_fields",
        "leaves no field to search for keywords and keywords_and")]
    [InlineData("title=--", "title", "\"--\" contains no letters or digits: no word can match it")]
    [InlineData("first_name=ab 12&first_name.match=substring", "first_name",
        "\"ab 12\" is too short: a substring must contain at least 3 consecutive letters or digits")]
    [InlineData("mobile_phone=none", "mobile_phone", "\"none\" contains no digits: phone numbers are compared by their digits")]
    [InlineData("email= @example.com", "email", "\"@example.com\" is a domain, which no email address equals: use email_domain")]
    [InlineData("search=1 2 3 4 5 6 7 8 9 10 11 12 13", "search", "contains 13 words; the maximum is 12")]
    public void Convert_InvalidFilters_HaveOneFaultThatNamesTheParameterAndTheRemedy(string filters, string parameter, string message)
    {
        var (_, faults) = Convert(filters);

        Assert.Equal(new ParameterFault(parameter, message), Assert.Single(faults));
    }

    [Theory]
    [InlineData("employees_min=5&employees_max=5")]
    [InlineData("employees_min=6&total_funding_max=5")]
    [InlineData("created_at_after=2024-02-10&updated_at_before=2024-02-09")]
    [InlineData("created_at_after=2024-02-10&created_at_before=2024-02-10")]
    [InlineData("title=a&title.fuzzy=3")]
    [InlineData("title=a&title.fuzzy=20")]
    [InlineData("title=a&title.match=exact&title.fuzzy=false")]
    [InlineData("title=a&title.match=exact&title.synonyms=false")]
    [InlineData("exclude_titles=a&exclude_titles.fuzzy=off")]
    [InlineData("keywords=a&keyword_exclude_fields=company,industries")]
    [InlineData("first_name=ab 123&first_name.match=substring")]
    [InlineData("title=C++")]
    [InlineData("title=ceo, --a")]
    [InlineData("search=1 2 3 4 5 6 7 8 9 10 11 12")]
    [InlineData("title=&employees_min= &created_at_after=&has_email=")]
    public void Convert_ValidFilters_HaveNoFault(string filters) => Assert.Empty(Convert(filters).Faults);

    [Theory]
    [InlineData("100000000", "1973-03-03T09:46:40.000Z")]
    [InlineData("20000000000", "2603-10-11T11:33:20.000Z")]
    [InlineData("20000000001", "1970-08-20T11:33:20.001Z")]
    [InlineData("99999999999999", "5138-11-16T09:46:39.999Z")]
    [InlineData("2024-02-10", "2024-02-10T00:00:00.000Z")]
    [InlineData("2024-02-10T12:00+02:00", "2024-02-10T10:00:00.000Z")]
    [InlineData("2024-02-10T12:00:00.5Z", "2024-02-10T12:00:00.500Z")]
    public void Convert_Date_IsReadAsSecondsMillisecondsOrText(string text, string expected)
    {
        var (where, faults) = Convert($"created_at_after={text}");

        Assert.Empty(faults);
        Assert.Equal(new RangeBound(RangeOperator.Gte, VqlValue.Of(expected)), Assert.Single(where.RangeQuery.Must).Bounds.Single());
    }

    [Theory]
    [InlineData("99999999")]
    [InlineData("100000000000000")]
    [InlineData("-100000000")]
    public void Convert_NumberThatIsNoTime_IsAFault(string text) => Assert.Single(Convert($"created_at_before={text}").Faults);

    [Theory]
    [InlineData("seniority", "seniority", FilterConverter.MaxBodyValues)]
    [InlineData("mobile_phone", "mobile_phone", FilterConverter.MaxBodyValues)]
    [InlineData("include_domain_list", "include_domain_list", FilterConverter.MaxBodyValues)]
    [InlineData("title", "title", FilterConverter.MaxValues)]
    public void Convert_ValuesUpToTheMaximum_AreValid(string filter, string parameter, int maximum)
    {
        Assert.Empty(WithValues(filter, maximum, FilterConverter.MaxBodyValues));
        Assert.Equal(
            new ParameterFault(parameter, $"contains {maximum + 1} values; the maximum is {maximum}"),
            WithValues(filter, maximum + 1, FilterConverter.MaxBodyValues)[0]);
        Assert.Empty(WithValues(filter, FilterConverter.MaxValues, FilterConverter.MaxValues));
        Assert.StartsWith(
            $"contains {FilterConverter.MaxValues + 1} values; the maximum is {FilterConverter.MaxValues}",
            WithValues(filter, FilterConverter.MaxValues + 1, FilterConverter.MaxValues)[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Convert_RepeatedValues_CountOnceUnlessCaseIsSignificant()
    {
        var (where, _) = Convert("city=Berlin,berlin&city=BERLIN");
        Assert.Single(Assert.Single(where.KeywordMatch.Must).Values);
        (where, _) = Convert("exclude_company_ids=a,A");
        Assert.Equal(2, Assert.Single(where.KeywordMatch.MustNot).Values.Count);
    }

    [Theory]
    [InlineData("employees_min=0")]
    [InlineData("employees_max=5")]
    [InlineData("employees_count=0")]
    public void Convert_RangeThatZeroMeets_RequiresACompany(string filter)
    {
        Assert.Equal("company_uuid", Assert.Single(Convert(filter).Where.KeywordMatch.MustNot).Field);
        Assert.Equal("company_uuid", Assert.Single(Convert($"{filter}&title=a").Where.KeywordMatch.MustNot).Field);
    }

    [Theory]
    [InlineData("employees_min=1")]
    [InlineData("employees_min=1&employees_max=5")]
    [InlineData("created_at_before=2024-02-10")]
    public void Convert_RangeThatZeroDoesNotMeet_DoesNotMentionTheCompany(string filters) =>
        Assert.Empty(Convert(filters).Where.KeywordMatch.MustNot);

    [Theory]
    [InlineData("search=in", "in", "indiana", false)]
    [InlineData("search=IN", "IN", "indiana", true)]
    [InlineData("search=usa", "usa", "united states", true)]
    [InlineData("search=a b c d e f g", "a b c d e f g", "a b c d e", true)]
    [InlineData("search=a b c d e f g", "c d e f g", "a b c d e f", false)]
    [InlineData("search=a b c d e f g", "a", "b c d e f g", false)]
    public void Convert_Search_MatchesWholeValuesOfItsPhrasesAndTheirNames(string filters, string value, string other, bool expected)
    {
        var cities = Convert(filters).Where.Nested().SelectMany(group => group.KeywordMatch.Must)
            .Where(match => match.Field is "state_normalized" or "country_normalized").SelectMany(match => match.Values)
            .Select(match => match.Text).ToHashSet(StringComparer.OrdinalIgnoreCase);

        Assert.Contains(value, cities);
        Assert.Equal(expected, cities.Contains(other));
    }

    [Theory]
    [InlineData("company=acme", true)]
    [InlineData("company=acme&company.fuzzy=false", false)]
    [InlineData("company=acme&company.match=exact", false)]
    [InlineData("exclude_company_name=acme", false)]
    [InlineData("website=acme", false)]
    [InlineData("website=acme&website.fuzzy=true", true)]
    [InlineData("website=acme&website.match=words", true)]
    [InlineData("website=acme.com&website.match=subdomain", false)]
    [InlineData("title=ceo&normalize_title_column=1", false)]
    public void Convert_Words_MatchWithTypingErrorsByDefaultExceptInWebAddressesAndExclusions(string filters, bool expected) =>
        Assert.All(
            Convert(filters).Where.Nested().SelectMany(group => group.TextMatches.All), match => Assert.Equal(expected, match.Fuzzy));

    [Theory]
    [InlineData("title=ceo", SearchType.Shuffle)]
    [InlineData("title=ceo&title.match=exact", SearchType.Exact)]
    [InlineData("title=ceo&title.match=prefix", SearchType.Prefix)]
    [InlineData("title=ceo&title.match=substring", SearchType.Contains)]
    [InlineData("title=ceo&normalize_title_column=1", SearchType.SameWords)]
    [InlineData("title=ceo&normalize_title_column=0", SearchType.Shuffle)]
    [InlineData("website=a.com&website.match=exact", SearchType.Exact)]
    [InlineData("website=a.com&website.match=subdomain", SearchType.Wildcard)]
    public void Convert_MatchModifier_SetsTheSearchType(string filters, SearchType expected)
    {
        var matches = Convert(filters).Where.Nested().SelectMany(group => group.TextMatches.Must).ToList();

        Assert.NotEmpty(matches);
        Assert.All(matches, match => Assert.Equal(expected, match.Type));
    }

    private static List<ParameterFault> WithValues(string filter, int count, int maxWholeValues)
    {
        var faults = new List<ParameterFault>();
        var values = string.Join(',', Enumerable.Range(1_000_000, count).Select(number =>
            filter == "mobile_phone" ? $"{number}" : filter == "title" ? $"a{number}" : $"a{number}.com"));
        FilterConverter.Convert(
            FilterTable.For(Entity.Contact), [KeyValuePair.Create<string, IReadOnlyList<string>>(filter, [values])], faults,
            maxWholeValues: maxWholeValues);
        return faults;
    }

    // Reads filters that are written as in a query string, without percent encoding.
    private static (VqlWhere Where, List<ParameterFault> Faults) Convert(string filters)
    {
        var faults = new List<ParameterFault>();
        var parameters = filters.Split('&').Select(pair => pair.Split('=', 2))
            .Select(pair => KeyValuePair.Create<string, IReadOnlyList<string>>(pair[0], [pair[1]]));
        return (FilterConverter.Convert(FilterTable.For(Entity.Contact), parameters, faults), faults);
    }
}
