using System.Net;
using System.Text.Json;
using Npgsql;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>Lookups of many records by their keys. PostgreSQL always serves them.</summary>
public sealed class LookupTests(NodeBothPaths paths) : BothPathsTests(paths)
{
    [Fact]
    public async Task Contacts_ByUuidAndEmail_AreFoundInTheOrderAskedFor()
    {
        var (first, second) = (
            RecordedRows.Contacts[3],
            RecordedRows.Contacts.First(
                contact => contact.Email is { Length: > 0 } email && RecordedRows.Contacts.Count(other => other.Email == email) == 1));
        var body = JsonSerializer.Serialize(new
        {
            keys = new object[]
            {
                new { email = $" {second.Email!.ToUpperInvariant()} " }, new { uuid = first.Uuid }, new { uuid = "nobody" },
                new { email = "no address" },
                new { phone = "+1" }, new { emial = "x@y" }, new { uuid = 5 }, new { uuid = "" }, "text", new { uuid = "a", email = "b" },
                new { uuid = first.Uuid },
            },
        });
        var answer = await PostAsync(Api, "/api/v1/contacts/lookup", body, expectSearch: false);
        Assert.Equal(answer.GetRawText(), (await PostAsync(Tables, "/api/v1/contacts/lookup", body, expectSearch: false)).GetRawText());
        var results = answer.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(
            ["found", "found", "not_found", "invalid", "invalid", "invalid", "invalid", "invalid", "invalid", "invalid", "found"],
            results.Select(result => result.GetProperty("status").GetString()));
        Assert.Equal(
            (3, 1, 0, 7), (Number(answer, "found"), Number(answer, "not_found"), Number(answer, "ambiguous"), Number(answer, "invalid")));
        Assert.Equal(second.Uuid, results[0].GetProperty("record").GetProperty("uuid").GetString());
        Assert.Equal(
            (await Tables.GetAsync($"/api/v1/contacts/{first.Uuid}/")).GetRawText(), results[1].GetProperty("record").GetRawText());
        Assert.Equal("must be an email address such as anna@example.com", results[3].GetProperty("error").GetString());
        Assert.Contains("did you mean \"email\"", results[5].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.All(
            results.Where(result => result.GetProperty("status").GetString() != "found"),
            result => Assert.Equal(JsonValueKind.Null, result.GetProperty("record").ValueKind));
    }

    [Fact]
    public async Task Contacts_ByAnAddressInAnySpelling_AreFoundByTheRuleOfWrites()
    {
        await using var fresh = Rows.Source.CreateCommand(
            "insert into contacts (uuid, email) values ('lookup-spelling', '_mia@shop.example') on conflict do nothing");
        await fresh.ExecuteNonQueryAsync(Token);
        var answer = await PostAsync(Api, "/api/v1/contacts/lookup", """
            {"keys":[{"email":"mailto:_Mia@Shop.example"},{"email":"Mia Ray <_mia@shop.example>"},{"email":"mia@shop.example"},
                     {"email":"_mia@shop.example, leo@shop.example"},{"email":"not an email"}]}
            """, expectSearch: false);
        Assert.Equal(
            ["found", "found", "not_found", "invalid", "invalid"],
            answer.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Companies_ByDomain_AreFoundByWebsiteOrDerivedDomain()
    {
        await using var fresh = Rows.Source.CreateCommand("""
            insert into companies (uuid, name, website, normalized_domain, deleted_at) values
                ('lookup-1', 'One', 'https://www.Lookup-Example.com/about', null, null),
                ('lookup-2', 'Two', null, 'lookup2.example.org', null),
                ('lookup-3', 'Three', 'lookup3.example.org:8080', null, null),
                ('lookup-4', 'Four', 'http://lookup3.example.org', 'other.example', null),
                ('lookup-5', 'Gone', 'http://lookup5.example.org', null, now()),
                ('lookup-6', 'Below', 'http://sub.lookup6.example.org', null, null)
            on conflict do nothing
            """);
        await fresh.ExecuteNonQueryAsync(Token);
        var answer = await PostAsync(Api, "/api/v1/companies/lookup", """
            {"keys":[{"domain":"lookup-example.com"},{"domain":"http://www.lookup2.example.org/x"},{"domain":"lookup3.example.org"},
                     {"domain":"lookup5.example.org"},{"domain":"lookup6.example.org"},{"domain":"com"},{"domain":"--.com"},
                     {"uuid":"lookup-2"}]}
            """, expectSearch: false);
        var results = answer.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(
            ["found", "found", "ambiguous", "not_found", "not_found", "invalid", "invalid", "found"],
            results.Select(result => result.GetProperty("status").GetString()));
        Assert.Equal("lookup-1", results[0].GetProperty("record").GetProperty("uuid").GetString());
        Assert.Equal("lookup-2", results[1].GetProperty("record").GetProperty("uuid").GetString());
        Assert.Equal(
            ["lookup-3", "lookup-4"],
            results[2].GetProperty("candidates").EnumerateArray().Select(row => row.GetProperty("uuid").GetString()));
    }

    [Fact]
    public async Task Records_ByLinkedinUrl_AreFoundByTheRuleOfTheImport()
    {
        await using var fresh = Rows.Source.CreateCommand("""
            insert into contacts (uuid, linkedin_url) values
                ('lookup-in-1', 'http://www.linkedin.com/in/lookup-zoe'), ('lookup-in-2', 'https://de.linkedin.com/in/lookup-max/'),
                ('lookup-in-3', 'in/lookup-twin'), ('lookup-in-4', 'https://linkedin.com/in/lookup-twin?trk=x')
            on conflict do nothing;
            insert into companies (uuid, name, linkedin_url) values ('lookup-in-5', 'Five', 'linkedin.com/company/lookup-five')
            on conflict do nothing
            """);
        await fresh.ExecuteNonQueryAsync(Token);
        var contacts = await PostAsync(Api, "/api/v1/contacts/lookup", """
            {"keys":[{"linkedin_url":"https://uk.linkedin.com/in/Lookup-Zoe/?trk=people"},{"linkedin_url":" in/lookup-max "},
                     {"linkedin_url":"http://www.linkedin.com/in/lookup-twin"},{"linkedin_url":"linkedin.com/in/lookup-zo"},
                     {"linkedin_url":"no address"},{"linkedin_url":"linkedin.com/in/a, linkedin.com/in/b"},
                     {"linkedin_url":"https://www.linkedin.com/"},{"linkedin_url":"https://www.linkedin.com/feed/update"}]}
            """, expectSearch: false);
        var results = contacts.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(
            ["found", "found", "ambiguous", "not_found", "invalid", "invalid", "invalid", "invalid"],
            results.Select(result => result.GetProperty("status").GetString()));
        Assert.Equal("lookup-in-1", results[0].GetProperty("record").GetProperty("uuid").GetString());
        Assert.Equal("lookup-in-2", results[1].GetProperty("record").GetProperty("uuid").GetString());
        var company = await PostAsync(
            Api, "/api/v1/companies/lookup", """{"keys":[{"linkedin_url":"https://www.linkedin.com/company/lookup-five/"}]}""",
            expectSearch: false);
        Assert.Equal("Five", company.GetProperty("results")[0].GetProperty("record").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Keys_OfManyRecords_AreAcceptedUpToTheMaximum()
    {
        static string Body(int count) =>
            JsonSerializer.Serialize(new { keys = RecordedRows.Contacts.Take(count).Select(contact => new { uuid = contact.Uuid }) });
        var answer = await PostAsync(Api, "/api/v1/contacts/lookup", Body(500), expectSearch: false);
        Assert.Equal(500, Number(answer, "found"));
        Assert.Equal(
            RecordedRows.Contacts.Take(500).Select(contact => contact.Uuid),
            answer.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("record").GetProperty("uuid").GetString()));
        Assert.Contains(
            "1 to 500", (await FaultsOfAsync(await PostAsync(Api, "/api/v1/contacts/lookup", Body(501))))["$.keys"],
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "$")]
    [InlineData("[]", "$")]
    [InlineData("{}", "$.keys")]
    [InlineData("""{"keys":[]}""", "$.keys")]
    [InlineData("""{"keys":{"uuid":"a"}}""", "$.keys")]
    [InlineData("""{"key":[{"uuid":"a"}]}""", "$.key")]
    public async Task Body_ThatIsInvalid_IsRejectedWithItsPath(string body, string path) =>
        Assert.Contains(path, (await FaultsOfAsync(await PostAsync(Api, "/api/v1/companies/lookup", body))).Keys);

    [Fact]
    public async Task Domain_OfAMillionCompanies_IsFoundByAnIndex()
    {
        await using var connection = await Rows.Source.OpenConnectionAsync(Token);
        await using var plan = new NpgsqlCommand(
            "set enable_seqscan = off; explain select uuid from companies where deleted_at is null "
            + "and (vql_domain(website) = vql_domain('example.com') or vql_domain(normalized_domain) = vql_domain('example.com'))",
            connection);
        await using var reader = await plan.ExecuteReaderAsync(Token);
        var lines = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            lines.Add(reader.GetString(0));
        }

        Assert.Contains(lines, line => line.Contains("companies_website_normalized", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("companies_normalized_domain_normalized", StringComparison.Ordinal));
    }

    private static int Number(JsonElement answer, string name) => answer.GetProperty(name).GetInt32();
}
