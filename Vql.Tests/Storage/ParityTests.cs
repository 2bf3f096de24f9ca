using System.Text;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Postgres;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage;

/// <summary>Compares the embedded node with PostgreSQL.</summary>
public sealed class NodeParityTests(RecordedNode engine, RecordedRows rows)
    : ParityTests(engine, rows), IClassFixture<RecordedNode>, IClassFixture<RecordedRows>;

/// <summary>Compares the real Elasticsearch with PostgreSQL.</summary>
[Collection(ReferenceCollection.Name)]
public sealed class ReferenceParityTests(RecordedReference engine, RecordedRows rows)
    : ParityTests(engine, rows), IClassFixture<RecordedRows>;

/// <summary>
/// Tests of clauses that the Go service does not support: both engines return the same rows in the same order, and at
/// least one.
/// </summary>
public abstract class ParityTests(RecordedEngine engine, RecordedRows rows) : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public static TheoryData<string> Contacts { get; } =
    [
        Text("title", "prefix", "eng"),
        Text("title", "prefix", "vice pres"),
        Text("title", "prefix", "senior e", "or"),
        Text("title", "prefix", "GESCHÄ"),
        Text("company_name", "prefix", "a"),
        Text("city", "prefix", "san"),
        Text("company_industries", "prefix", "soft"),
        Text("company_city", "prefix", ""),
        Text("title", "wildcard", "eng*er"),
        Text("title", "wildcard", "*"),
        Text("title", "wildcard", "Dev?ps"),
        Text("title", "wildcard", "Gesch?fts*"),
        Text("email", "wildcard", "*.c?m"),
        Text("departments", "wildcard", "*e*i*"),
        Text("company_city", "wildcard", "*"),
        """{"where":{"exists":["email"]}}""",
        """{"where":{"keyword_match":{"must_not":{"created_at":2024}}}}""",
        """{"where":{"keyword_match":{"must_not":{"created_at":[2024]}}}}""",
        """{"where":{"keyword_match":{"must":{"created_at":["2024"]}}}}""",
        """{"where":{"exists":["company_name","company_employees_count"],"missing":["company_industries"]}}""",
        """{"where":{"missing":["departments"]}}""",
        """{"where":{"missing":["company_technologies"]},"order_by":[{"order_by":"company_total_funding","order_direction":"desc"}]}""",
        """{"where":{"any_of":[{"keyword_match":{"must":{"seniority":"vp"}}},{"range_query":{"must":{"company_employees_count":"""
        + """{"gte":5000}}}}]}}""",
        """
        {"where":{"keyword_match":{"must":{"country":"united states"}},
          "any_of":[
            {"text_matches":{"must":[{"text_value":"engineer","filter_key":"title","search_type":"shuffle"}]},
             "none_of":[{"keyword_match":{"must":{"seniority":["intern","entry"]}}}]},
            {"all_of":[{"exists":["mobile_phone"]},
                       {"text_matches":{"must_not":[{"text_value":"manager","filter_key":"title","search_type":"exact"}]}}]}]}}
        """,
        """{"where":{"none_of":[{"keyword_match":{"must":{"company_id":""}}},{"any_of":[{"missing":["company_technologies"]},"""
        + """{"keyword_match":{"must":{"seniority":"founder"}}}]}]}}""",
        """
        {"where":{"any_of":[
            {"text_matches":{"must":[{"text_value":"manager","filter_key":"title","search_type":"shuffle"}]}},
            {"text_matches":{"must":[{"text_value":"a","filter_key":"company_name","search_type":"prefix"}]}},
            {"keyword_match":{"must":{"company_country":["united states","germany"]}}},
            {"keyword_match":{"must":{"company_city":""}}}]},"version":2}
        """,
        """
        {"where":{
            "text_matches":{"must_not":[
                {"text_value":"manager","filter_key":"title","search_type":"shuffle"},
                {"text_value":"s","filter_key":"company_name","search_type":"prefix"}]},
            "keyword_match":{"must_not":{"departments":["sales"],"company_country":["germany"],"seniority":["intern"]}}},"version":2}
        """,
        """{"where":{"range_query":{"must":{"created_at":{"gte":"2024-02-01||/M","lt":"2024-02-01||+1M/M"}}}}}""",
        """{"where":{"range_query":{"must":{"title":{"gte":"m","lt":"q"}},"must_not":{"company_name":{"gt":"s"}}}}}""",
        """{"where":{"range_query":{"must":{"title":{}}}}}""",
        """{"where":{"exists":["departments"]},"order_by":[{"order_by":"departments","order_direction":"asc","missing":"first"}]}""",
        """{"where":{"exists":["company_technologies"]},"order_by":["""
        + """{"order_by":"company_technologies","order_direction":"desc","missing":"first"}]}""",
        """{"order_by":[{"order_by":"departments","order_direction":"desc","missing":"first"},"""
        + """{"order_by":"company_industries","missing":"first"}]}""",
        """{"where":{"range_query":{"must":{"company_employees_count":{"gt":5000,"gte":10,"lt":60,"lte":5000}}}}}""",
    ];

    public static TheoryData<string> Invalid { get; } =
    [
        """{"where":{"exists":["nonsense"]}}""",
        """{"where":{"any_of":[]}}""",
        """{"where":{"any_of":{}}}""",
        """{"where":{"any_of":[{"any_of":[{"any_of":[{"any_of":[{"any_of":[{"any_of":[{}]}]}]}]}]}]}}""",
        """{"where":{"all_of":[{},{"text_matches":{"must":[{"text_value":"x","filter_key":"titel","search_type":"exact"}]}}]}}""",
        Text("company_employees_count", "prefix", "1"),
        Text("title", "regexp", "x"),
    ];

    public async ValueTask InitializeAsync() => await engine.Loaded;

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Contacts))]
    public async Task Query_OnBothEngines_GivesTheSameRowsInTheSameOrder(string vql)
    {
        var token = TestContext.Current.CancellationToken;
        var query = Read(vql);
        var postgres = new PostgresSearch(rows.Source, TimeProvider.System);
        var count = await engine.Search.CountAsync(FieldCatalogue.Contacts, query, Deadline, token);
        Assert.Null(count.Failure);
        Assert.Equal(count.Value, await postgres.CountAsync(FieldCatalogue.Contacts, query, token));
        Assert.NotEqual(0, count.Value);

        for (var page = 0; page < 3; page++)
        {
            var found = await engine.Search.SearchAsync(FieldCatalogue.Contacts, query, Deadline, token);
            Assert.Null(found.Failure);
            var listed = await postgres.ListContactsAsync(query, token);
            Assert.Equal(found.Value!.Hits.Select(hit => hit.Uuid), listed.Select(row => row.Uuid));
            Assert.Equal(found.Value!.Hits.Select(hit => hit.Sort), listed.Select(row => row.Cursor!));
            if (listed.Count == 0)
            {
                break;
            }

            query = query with { Cursor = listed[^1].Cursor! };
        }
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Query_ThatIsInvalid_IsRejectedWithItsPath(string vql)
    {
        var reading = VqlReader.Read(Encoding.UTF8.GetBytes(vql), FieldCatalogue.Contacts);
        Assert.Null(reading.Query);
        Assert.All(reading.Faults, fault => Assert.StartsWith("$.where.", fault.Path, StringComparison.Ordinal));
    }

    private static VqlQuery Read(string vql)
    {
        var reading = VqlReader.Read(Encoding.UTF8.GetBytes(vql), FieldCatalogue.Contacts);
        Assert.Empty(reading.Faults);
        return reading.Query!;
    }

    private static string Text(string field, string type, string value, string matchOperator = "and") =>
        "{\"version\":2,\"where\":{\"text_matches\":{\"must\":[{\"text_value\":\"" + value + "\",\"filter_key\":\"" + field
        + "\",\"search_type\":\"" + type + "\",\"operator\":\"" + matchOperator + "\"}]}}}";
}
