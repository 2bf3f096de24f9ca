using System.Text.Json;
using Npgsql;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Core.Text;
using Vql.Storage.Postgres;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage.Postgres;

/// <summary>
/// Tests that a list with a rare value reads the index of its condition, and that PostgreSQL expects few rows. By the estimate without
/// statistics, 0.5 % of the rows, it would read all contacts of a large table in the order of the list.
/// </summary>
public sealed class ListPlanTests(PostgresServer server)
{
    private const string Rows = """
        insert into companies (uuid, name, employees_count, city, country, phone_number, linkedin_url, keywords)
            select 'c' || n, 'Company ' || n, n, 'Town ' || n, 'Country ' || n, '+1 555 ' || 100000 + n,
                'http://www.linkedin.com/company/c' || n, array['keyword ' || n]
            from generate_series(1, 2000) n;
        insert into contacts (uuid, company_id, email, city, mobile_phone, linkedin_url, created_at)
            select 'p' || n, 'c' || 1 + n % 2000, 'p' || n || '@host' || n || '.example', 'City ' || n, '+1 555 ' || 100000 + n,
                'http://www.linkedin.com/in/p' || n, now() - n * interval '1 minute'
            from generate_series(1, 60000) n;
        analyze companies, contacts
        """;

    private const int MaxEstimate = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("email", "p77@host77.example", "contacts_email_normalized")]
    [InlineData("city", "City 77", "contacts_city_normalized")]
    [InlineData("mobile_phone", "+1 555 100077", "contacts_mobile_phone_normalized")]
    [InlineData("linkedin_url", "linkedin.com/in/p77", "contacts_linkedin_url_normalized")]
    [InlineData("company_city", "Town 77", "contacts_company")]
    [InlineData("company_country", "Country 77", "contacts_company")]
    [InlineData("company_phone_number", "+1 555 100077", "contacts_company")]
    [InlineData("company_linkedin_url", "linkedin.com/company/c77", "contacts_company")]
    [InlineData("company_keywords", "keyword 77", "contacts_company")]
    public async Task List_OfARareValue_ReadsTheIndexOfItsCondition(string field, string value, string index)
    {
        var normalized = FieldCatalogue.Contacts.NormalizedOf(FieldCatalogue.Contacts[field]);
        var text = NormalizedValue.Of(normalized.Normalization, value);
        await AssertReadsAsync(
            VqlWhere.Everything with { KeywordMatch = new([new KeywordMatch(normalized.Name, [VqlValue.Of(text)], IsList: true)], []) },
            index);
    }

    [Theory]
    [InlineData("email", "contacts_email_normalized")]
    [InlineData("linkedin_url", "contacts_linkedin_url_normalized")]
    public async Task List_OfRowsWithoutAValueThatMostHave_ReadsTheIndexOfTheValue(string field, string index)
    {
        var name = FieldCatalogue.Contacts.NormalizedOf(FieldCatalogue.Contacts[field]).Name;
        var withValue = VqlWhere.Everything with
        {
            Exists = [name],
            KeywordMatch = new([], [new KeywordMatch(name, [VqlValue.Of("")], IsList: true)]),
        };
        await AssertReadsAsync(VqlWhere.Everything with { NoneOf = [withValue] }, index);
    }

    [Fact]
    public async Task List_ThatExcludesTheValueOfEveryRow_ReadsTheIndexOfTheValue()
    {
        await using var source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync("plans", FillAsync));
        await ExecuteAsync(source, "update contacts set country = 'Norway'; analyze contacts");
        await AssertReadsAsync(
            source, VqlWhere.Everything with
            {
                KeywordMatch = new([], [new KeywordMatch("country_normalized", [VqlValue.Of("norway"), VqlValue.Of("no")], IsList: true)]),
            },
            "contacts_country_normalized");
    }

    [Theory]
    [InlineData("company_employees_count", "companies_employees")]
    [InlineData("company_city", "companies_city")]
    [InlineData("company_keywords", "companies_keywords_least")]
    public async Task List_InTheOrderOfTheCompany_ReadsTheIndexOfTheOrder(string field, string index)
    {
        await using var source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync("plans", FillAsync));
        var query = new VqlQuery { OrderBy = [new VqlOrder(field)], Limit = 25 };
        var explanation = await new PostgresSearch(source, TimeProvider.System).ExplainAsync(FieldCatalogue.Contacts, query, Token);
        Assert.Contains(index, explanation.Indexes);
        Assert.Contains("contacts_company", explanation.Indexes);
        Assert.Contains("Incremental Sort", explanation.Plan, StringComparison.Ordinal);
    }

    private async Task AssertReadsAsync(VqlWhere where, string index)
    {
        await using var source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync("plans", FillAsync));
        await AssertReadsAsync(source, where, index);
    }

    private static async Task AssertReadsAsync(NpgsqlDataSource source, VqlWhere where, string index)
    {
        var query = new VqlQuery
        {
            Where = where,
            OrderBy = [new VqlOrder("created_at", Descending: true)],
            Limit = 25,
        };
        var explanation = await new PostgresSearch(source, TimeProvider.System)
            .ExplainAsync(FieldCatalogue.Contacts, query, Token);
        Assert.Contains(index, explanation.Indexes);
        Assert.DoesNotContain("contacts_newest", explanation.Indexes);
        using var plan = JsonDocument.Parse(explanation.Plan);
        Assert.All(EstimatesOf(plan.RootElement, index), rows => Assert.InRange(rows, 0, MaxEstimate));
    }

    // The numbers of rows that the planner expects from an index.
    private static IEnumerable<long> EstimatesOf(JsonElement json, string index)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            return json.EnumerateArray().SelectMany(item => EstimatesOf(item, index));
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var nested = json.EnumerateObject().SelectMany(member => EstimatesOf(member.Value, index));
        return json.TryGetProperty("Index Name", out var name) && name.GetString() == index
            ? nested.Append(json.GetProperty("Plan Rows").GetInt64())
            : nested;
    }

    private static Task FillAsync(NpgsqlDataSource source) => ExecuteAsync(source, Rows);

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(Token);
    }
}
