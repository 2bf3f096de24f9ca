using System.Text;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Tests.Core.Language;

/// <summary>Tests the errors of queries: their paths, their messages, and the exact limits.</summary>
public sealed class VqlFaultTests
{
    private static readonly VqlRules Strict = new(VqlQuery.MaxLimit, IsStrict: true);

    [Theory]
    [InlineData("""{"where":{"text_matches":{"must":[{"filter_key":"title","text_value":"a","search_type":"exact","slop":-1}]}}}""",
        "$.where.text_matches.must[0].slop", "must not be negative")]
    [InlineData(
        """
        {"where":{"text_matches":{"must_not":[
            {"filter_key":"company_employees_count","text_value":"5","search_type":"shuffle","fuzzy":true}]}}}
        """,
        "$.where.text_matches.must_not[0].fuzzy",
        "company_employees_count does not support fuzzy matching; only text and keyword fields do")]
    [InlineData("""{"where":{"text_matches":{"must":[{"filter_key":"title","text_value":"a","search_type":"prefix"}]}}}""",
        "$.where.text_matches.must[0].search_type",
        "unknown search type \"prefix\": use exact, shuffle or substring; with \"version\": 2 also contains, prefix and wildcard")]
    [InlineData("""{"version":2,"where":{"text_matches":{"must":[{"filter_key":"title","text_value":"a","search_type":"same_words"}]}}}""",
        "$.where.text_matches.must[0].search_type",
        "unknown search type \"same_words\": use exact, shuffle, substring, contains, prefix or wildcard")]
    [InlineData("""{"where":{"exists":["titel"]}}""", "$.where.exists[0]", "unknown field \"titel\": did you mean \"title\"?")]
    [InlineData("""{"where":{"all_of":[{"missing":["no_such_field_at_all"]}]}}""",
        "$.where.all_of[0].missing[0]", "unknown field \"no_such_field_at_all\"")]
    [InlineData("""{"where":{"keyword_match":{"must":{"company_employees_count":["5","many"]}}}}""",
        "$.where.keyword_match.must.company_employees_count",
        "\"many\" is not a number, but company_employees_count is a number field")]
    [InlineData("""{"where":{"range_query":{"must_not":{"company_employees_count":{"lt":"many"}}}}}""",
        "$.where.range_query.must_not.company_employees_count.lt",
        "\"many\" is not a number, but company_employees_count is a number field")]
    [InlineData("""{"where":{"range_query":{"must":{"company_employees_count":{"gte":9223372036854775808}}}}}""",
        "$.where.range_query.must.company_employees_count.gte",
        "\"9223372036854775808\" is out of range: company_employees_count contains numbers from "
        + "-9223372036854775808 to 9223372036854775807")]
    [InlineData("""{"where":{"keyword_match":{"must":{"company_employees_count":[5,"-1e19"]}}}}""",
        "$.where.keyword_match.must.company_employees_count",
        "\"-1e19\" is out of range: company_employees_count contains numbers from -9223372036854775808 to 9223372036854775807")]
    [InlineData("""{"where":{"range_query":{"must":{"created_at":{"gte":9223372036854775808}}}}}""",
        "$.where.range_query.must.created_at.gte",
        "\"9223372036854775808\" is not a date: use 2024-02-10, 2024-02-10T12:00:00Z, the milliseconds since 1970, "
        + "or date math such as now-7d/d")]
    [InlineData("""{"where":{"range_query":{"must":{"created_at":{"above":1}}}}}""",
        "$.where.range_query.must.created_at.above", "unknown bound \"above\": use gte, gt, lte or lt")]
    [InlineData("""{"limit":1.5}""", "$.limit", "must be a whole number, not this number")]
    [InlineData("""{"limit":-1}""", "$.limit", "must be between 1 and 100")]
    [InlineData("""{"limit":101}""", "$.limit",
        "must be between 1 and 100: the requested page size surpasses the maximum allowed limit")]
    [InlineData("""{"page":11}""", "$.page", "must be between 1 and 10; use a cursor for further pages")]
    [InlineData("""{"page":2,"cursor":["1","a"]}""", "$.cursor", "cursor and page cannot be combined: send one of them")]
    [InlineData("""{"page":2,"order_by":[{"order_by":"uuid"}],"cursor":["a"]}""",
        "$.cursor", "cursor and page cannot be combined: send one of them")]
    [InlineData("""{"cursor":["1","a","b"]}""", "$.cursor",
        "has 3 values, but the order has 2: send the cursor of the last row unchanged, with the same order_by")]
    [InlineData("""{"cursor":["soon","a"]}""", "$.cursor[0]", "\"soon\" is not a cursor value of created_at")]
    [InlineData("""{"facets":[{"field":"seniority","size":10001}]}""", "$.facets[0].size", "must be between 1 and 10000")]
    [InlineData("""{"version":3}""", "$.version", "must be between 1 and 2")]
    [InlineData("""{"order_by":[{"order_by":"title"}]}""",
        "$.order_by[0].order_by", "title is a text field, and text fields do not support sorting")]
    [InlineData("""{"order_by":[{"order_by":"city","scores":[[{"weight":1}]]}]}""",
        "$.order_by[0].scores", "applies to the order by relevance only: remove it")]
    [InlineData("""{"select_columns":["titel"]}""", "$.select_columns[0]", "unknown column \"titel\": did you mean \"title\"?")]
    public void Query_ThatIsInvalid_HasOneFaultThatNamesItsPathAndTheRemedy(string json, string path, string message) =>
        AssertFault(VqlReader.Read(Encoding.UTF8.GetBytes(json), FieldCatalogue.Contacts), path, message);

    [Theory]
    [InlineData("""{"wher":{}}""", "$.wher", "is not a known member: did you mean \"where\"?")]
    [InlineData("""{"where":{"anything_else":{}}}""", "$.where.anything_else", "is not a known member")]
    [InlineData("""{"limit":5,"Limit":6}""", "$.limit", "is specified twice")]
    [InlineData("""{"limit":0}""", "$.limit", "must be at least 1: remove it for the default page size")]
    [InlineData("""{"order_by":[{"order_by":"city","order_direction":"down"}]}""",
        "$.order_by[0].order_direction", "unknown direction \"down\": use asc or desc")]
    [InlineData("""{"order_by":[{"order_direction":"asc"}]}""", "$.order_by[0].order_by", "is missing: specify the sort field")]
    [InlineData("""{"where":{"text_matches":{"must":[{"filter_key":"title","search_type":"exact"}]}}}""",
        "$.where.text_matches.must[0].text_value", "is missing: specify the text to search for")]
    public void Query_WithInputThatTheGoServiceIgnores_IsInvalidOnlyByStrictRules(string json, string path, string message)
    {
        var body = Encoding.UTF8.GetBytes(json);
        AssertFault(VqlReader.Read(body, FieldCatalogue.Contacts, Strict), path, message);
        Assert.Empty(VqlReader.Read(body, FieldCatalogue.Contacts).Faults);
    }

    [Fact]
    public void Member_ThatTheRulesDoNotRead_IsUnknown() => AssertFault(
        VqlReader.Read("""{"where":{},"limit":-1}"""u8.ToArray(), FieldCatalogue.Contacts, Strict with { Members = ["where"] }),
        "$.limit", "is not a known member");

    [Fact]
    public void Clauses_UpToTheMaximum_AreValid() => AssertLimit(
        count => Exists(Enumerable.Repeat("title", count)), VqlReader.MaxClauses, "$.where",
        "contains 1001 clauses; the maximum is 1000");

    [Fact]
    public void Texts_UpToTheMaximumLength_AreValid() => AssertLimit(
        length => Text(new string('a', length)), VqlReader.MaxTextLength, "$.where",
        "contains texts of 16385 characters; the maximum is 16384");

    [Fact]
    public void Groups_UpToTheMaximumDepth_AreValid()
    {
        static string Repeated(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
        AssertLimit(
            depth => "{\"where\":" + Repeated("{\"any_of\":[", depth) + "{}" + Repeated("]}", depth) + "}",
            VqlReader.MaxDepth,
            $"$.where{Repeated(".any_of[0]", VqlReader.MaxDepth)}.any_of",
            "groups are nested more than 5 levels deep");
    }

    [Fact]
    public void Facets_UpToTheMaximum_AreValid()
    {
        var fields = FieldCatalogue.Contacts.Fields.Where(field => field.Kind == FieldKind.Keyword).Select(field => field.Name).ToList();
        AssertLimit(
            count => $$"""{"facets":[{{string.Join(',', fields.Take(count).Select(field => $"\"{field}\""))}}]}""", VqlFacet.MaxFacets,
            "$.facets", "contains 21 facets; the maximum is 20");
    }

    [Fact]
    public void Scores_UpToTheMaximum_AreValid()
    {
        static string Scores(string scores) => $$"""{"order_by":[{"order_by":"relevance","scores":[{{scores}}]}]}""";
        static string Repeated(string text, int count) => string.Join(',', Enumerable.Repeat(text, count));
        AssertLimit(
            count => Scores(Repeated("""[{"weight":1}]""", count)), VqlScore.MaxScores, "$.order_by[0].scores",
            "contains 101 scores; the maximum is 100");
        AssertLimit(
            count => Scores($"[{Repeated("""{"weight":1}""", count)}]"), VqlScore.MaxTiers, "$.order_by[0].scores[0]",
            "must contain 1 to 10 tiers");
    }

    [Fact]
    public void PointInTime_UpToTheMaximumKeepAlive_IsKeptThatLong()
    {
        var reading = VqlReader.Read("""{"point_in_time":{"keep_alive":"10m"}}"""u8.ToArray(), FieldCatalogue.Contacts);
        Assert.Equal(PointInTime.MaxKeepAlive, reading.Query!.PointInTime!.KeepAlive);
        reading = VqlReader.Read("""{"point_in_time":{"keep_alive":"1s"}}"""u8.ToArray(), FieldCatalogue.Contacts);
        Assert.Equal(TimeSpan.FromSeconds(1), reading.Query!.PointInTime!.KeepAlive);
        reading = VqlReader.Read("""{"point_in_time":true}"""u8.ToArray(), FieldCatalogue.Contacts);
        Assert.Equal(TimeSpan.FromMinutes(1), reading.Query!.PointInTime!.KeepAlive);
    }

    private static void AssertLimit(Func<int, string> query, int maximum, string path, string message)
    {
        Assert.Empty(VqlReader.Read(Encoding.UTF8.GetBytes(query(maximum)), FieldCatalogue.Contacts).Faults);
        AssertFault(VqlReader.Read(Encoding.UTF8.GetBytes(query(maximum + 1)), FieldCatalogue.Contacts), path, message);
    }

    private static void AssertFault(VqlReadResult reading, string path, string message)
    {
        Assert.Null(reading.Query);
        var fault = Assert.Single(reading.Faults);
        Assert.Equal(path, fault.Path);
        Assert.Equal(message, fault.Message);
    }

    private static string Exists(IEnumerable<string> fields) =>
        $$"""{"where":{"exists":[{{string.Join(',', fields.Select(field => $"\"{field}\""))}}]} }""";

    private static string Text(string text) =>
        $$"""{"where":{"text_matches":{"must":[{"filter_key":"title","text_value":"{{text}}","search_type":"exact"}]} } }""";
}
