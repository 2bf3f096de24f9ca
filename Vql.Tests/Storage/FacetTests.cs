using System.Text;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage;

/// <summary>
/// Tests of totals, facets and highlights: compares the node with the real Elasticsearch, and both with the counts of
/// PostgreSQL.
/// </summary>
[Collection(ReferenceCollection.Name)]
public sealed class FacetTests(RecordedReference reference, RecordedNode node, RecordedRows rows)
    : IClassFixture<RecordedNode>, IClassFixture<RecordedRows>, IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await reference.Loaded;
        await node.Loaded;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("""{"total":true,"facets":["seniority","departments",{"field":"company_country","size":3}]}""")]
    [InlineData("""
        {"total":true,"facets":["seniority","email_status"],
         "where":{"keyword_match":{"must":{"seniority":["vp","director"],"email_status":"verified"}}}}
        """)]
    [InlineData("""
        {"total":true,"facets":[{"field":"company_industries","size":1000},"country"],
         "where":{"text_matches":{"must":[{"text_value":"engineer","filter_key":"title","search_type":"shuffle"}]},
                  "keyword_match":{"must_not":{"company_industries":["software"]}}}}
        """)]
    public async Task Facets_OnBothEngines_AreTheCountsOfPostgres(string vql)
    {
        var query = Read(vql);
        var expected = await SearchAsync(reference, query);
        var page = await SearchAsync(node, query);
        Assert.Equal(expected.Total, page.Total);
        Assert.Equal(expected.Facets.Select(facet => facet.Field), page.Facets.Select(facet => facet.Field));
        Assert.All(expected.Facets.Zip(page.Facets), pair => Assert.Equal(pair.First.Values, pair.Second.Values));

        var postgres = new PostgresSearch(rows.Source, TimeProvider.System);
        Assert.Equal(await postgres.CountAsync(FieldCatalogue.Contacts, query, Token), page.Total!.Value.Value);
        foreach (var facet in page.Facets)
        {
            foreach (var (value, count) in facet.Values.Take(5))
            {
                var only = new KeywordMatch(facet.Field, [VqlValue.Of(value)], IsList: false);
                var where = query.Where.Without(facet.Field);
                where = where with { KeywordMatch = where.KeywordMatch with { Must = [.. where.KeywordMatch.Must, only] } };
                Assert.Equal(await postgres.CountAsync(FieldCatalogue.Contacts, new VqlQuery { Where = where }, Token), count);
            }
        }
    }

    [Theory]
    [InlineData("shuffle", "software engineer", false)]
    [InlineData("exact", "software engineer", false)]
    [InlineData("exact", "vice sales", false)]
    [InlineData("shuffle", "enginer", true)]
    [InlineData("prefix", "vice pres", false)]
    [InlineData("wildcard", "*eng*", false)]
    public async Task Highlight_OnTheNode_IsThatOfTheReference(string type, string text, bool fuzzy)
    {
        var query = new VqlQuery
        {
            Where = VqlWhere.Everything with
            {
                TextMatches = new Clauses<TextMatch>(
                    [new TextMatch("title", text, Enum.Parse<SearchType>(type, ignoreCase: true), fuzzy, Slop: 2)], []),
            },
            Highlight = ["title", "company_name"],
            Limit = 50,
        };
        var expected = (await SearchAsync(reference, query)).Hits;
        Assert.NotEmpty(expected);
        Assert.Contains("<em>", Encoding.UTF8.GetString(expected[0].Highlight.Span), StringComparison.Ordinal);
        Assert.Equal(Highlights(expected), Highlights((await SearchAsync(node, query)).Hits));
    }

    [Theory]
    [InlineData("""{"facets":["title"]}""", "$.facets[0]")]
    [InlineData("""{"facets":["seniority","seniority"]}""", "$.facets")]
    [InlineData("""{"facets":[{"field":"seniority","size":0}]}""", "$.facets[0].size")]
    [InlineData("""{"facets":"seniority"}""", "$.facets")]
    [InlineData("""{"highlight":["seniority"]}""", "$.highlight[0]")]
    public void Query_ThatIsInvalid_IsRejectedWithItsPath(string vql, string path)
    {
        var reading = VqlReader.Read(Encoding.UTF8.GetBytes(vql), FieldCatalogue.Contacts);
        Assert.Contains(path, reading.Faults.Select(fault => fault.Path));
    }

    private static IEnumerable<(string, string)> Highlights(IReadOnlyList<SearchHit> hits) =>
        hits.Select(hit => (hit.Uuid, Encoding.UTF8.GetString(hit.Highlight.Span)));

    private static VqlQuery Read(string vql)
    {
        var reading = VqlReader.Read(Encoding.UTF8.GetBytes(vql), FieldCatalogue.Contacts);
        Assert.Empty(reading.Faults);
        return reading.Query!;
    }

    private static async Task<SearchPage> SearchAsync(RecordedEngine engine, VqlQuery query)
    {
        var answer = await engine.Search.SearchAsync(FieldCatalogue.Contacts, query, Deadline, Token);
        Assert.Null(answer.Failure);
        return answer.Value!;
    }
}
